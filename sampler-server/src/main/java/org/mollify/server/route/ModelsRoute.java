package org.mollify.server.route;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.server.format.Answer;
import org.mollify.server.model.ModelLease;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.request.QueryParameters;

/** {@code GET /models} and {@code GET /models/{name}}: what is served. */
public final class ModelsRoute {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final ModelRegistry models;

  /** A route over these models. */
  public ModelsRoute(ModelRegistry models) {
    this.models = models;
  }

  /** Lists all models that are served. */
  public void list(Context ctx) throws IOException {
    new QueryParameters(ctx);
    answer(
        ctx,
        json -> {
          json.writeStartObject();
          json.writeStringField("default", models.names().stream().findFirst().orElse(null));
          json.writeArrayFieldStart("models");
          for (String name : models.names()) {
            Optional<ModelLease> served = models.leaseIfServed(name);
            if (served.isPresent()) {
              try (ModelLease lease = served.get()) {
                json.writeStartObject();
                summary(json, lease);
                json.writeEndObject();
              }
            }
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** Describes one model with its provenance and proof. */
  public void describe(Context ctx, String name) throws IOException {
    try (ModelLease lease = models.lease(name)) {
      new QueryParameters(ctx);
      answer(
          ctx,
          json -> {
            json.writeStartObject();
            summary(json, lease);
            json.writeObjectField("provenance", lease.model().manifest().provenance());
            json.writeObjectField("proof", lease.model().manifest().proof());
            json.writeEndObject();
          });
    }
  }

  private static void answer(Context ctx, Answer.JsonBody document) throws IOException {
    Answer answer =
        Answer.json(
            json -> {
              json.setCodec(MAPPER);
              document.write(json);
            });
    ctx.result(answer.body()).contentType(answer.format().mediaType());
  }

  private static void summary(JsonGenerator json, ModelLease lease) throws IOException {
    GenerativeModel model = lease.model();
    BundleManifest manifest = model.manifest();
    json.writeStringField("name", lease.name());
    json.writeStringField("version", lease.version());
    json.writeObjectField("model", manifest.model());
    json.writeObjectField("data", manifest.data());
    json.writeObjectField("likelihood", manifest.likelihood());
    json.writeObjectField("roles", manifest.graphs().keySet());
    json.writeObjectField("scores", CalibrationRoute.scores(model));
    json.writeBooleanField("attribution", manifest.reference() != null);
    json.writeNumberField("heldOut", model.calibration().map(c -> c.heldOut()).orElse(0));
    json.writeStringField("provider", model.provider().name().toLowerCase(java.util.Locale.ROOT));
    json.writeBooleanField("proven", model.proven());
  }
}
