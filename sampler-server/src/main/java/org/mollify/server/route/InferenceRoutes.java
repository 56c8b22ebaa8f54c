package org.mollify.server.route;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.model.ModelLease;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.protocol.Inference;
import org.mollify.server.protocol.InferenceRequest;
import org.mollify.server.protocol.InferenceRequestReader;
import org.mollify.server.protocol.InferenceResponse;
import org.mollify.server.protocol.ModelSignature;
import org.mollify.server.protocol.ModelSignature.TensorSpec;
import org.mollify.server.protocol.ReadLimits;
import org.mollify.server.protocol.Role;
import org.mollify.server.request.ModelRequest;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.request.QueryParameters;
import org.mollify.server.request.Reply;

/** {@code /v2}: the Open Inference Protocol. */
public final class InferenceRoutes {
  /** Header that gives the length of the JSON object in a body with binary tensors. */
  public static final String JSON_LENGTH_HEADER = "Inference-Header-Content-Length";

  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";
  private static final String SMALLER = "send the rows in parts, or as binary tensors";

  private final ModelRegistry models;
  private final ModelRequests requests;
  private final ServerConfig config;
  private final Inference inference;

  /** Routes to these models. */
  public InferenceRoutes(ModelRegistry models, ModelRequests requests, ServerConfig config) {
    this.models = models;
    this.requests = requests;
    this.config = config;
    this.inference = new Inference(config, SampleRoute::drawSeed);
  }

  /** What the server is and which extensions it has. */
  public void server(Context ctx) throws IOException {
    new QueryParameters(ctx);
    String version = InferenceRoutes.class.getPackage().getImplementationVersion();
    answer(
        ctx,
        json -> {
          json.writeStringField("name", "mollify");
          json.writeStringField("version", version == null ? "development" : version);
          json.writeArrayFieldStart("extensions");
          json.writeString("binary_tensor_data");
          json.writeEndArray();
        });
  }

  /** The process answers. */
  public void live(Context ctx) throws IOException {
    new QueryParameters(ctx);
    answer(ctx, json -> json.writeBooleanField("live", true));
  }

  /** The server takes requests; 503 when it does not. */
  public void ready(Context ctx) throws IOException {
    new QueryParameters(ctx);
    boolean ready = models.accepts();
    answer(
        ctx,
        json -> {
          json.writeBooleanField("live", true);
          json.writeBooleanField("ready", ready);
        });
    ctx.status(ready ? 200 : ProblemType.BUSY.status());
  }

  /** What a model takes and gives. */
  public void model(Context ctx) throws IOException {
    try (ModelLease lease = lease(ctx)) {
      new QueryParameters(ctx);
      ModelSignature signature = new ModelSignature(lease.model().manifest());
      answer(
          ctx,
          json -> {
            json.writeStringField("name", lease.name());
            json.writeArrayFieldStart("versions");
            json.writeString(lease.version());
            json.writeEndArray();
            json.writeStringField("platform", "onnxruntime_onnx");
            role(json, signature, Role.LOGLIK);
            json.writeObjectFieldStart("roles");
            for (Role role : signature.roles()) {
              json.writeObjectFieldStart(role.id());
              role(json, signature, role);
              json.writeEndObject();
            }
            json.writeEndObject();
            tensors(json, "column_inputs", signature.columnInputs());
          });
    }
  }

  /** A model takes requests. */
  public void modelReady(Context ctx) throws IOException {
    try (ModelLease lease = lease(ctx)) {
      new QueryParameters(ctx);
      answer(
          ctx,
          json -> {
            json.writeStringField("name", lease.name());
            json.writeBooleanField("ready", true);
          });
    }
  }

  /** Answers an inference request. */
  public void infer(Context ctx) throws IOException {
    requests.answer(ctx, ctx.pathParam("name"), version(ctx), this::start);
  }

  private CompletionStage<Reply> start(ModelRequest request) throws IOException {
    Context ctx = request.context();
    new QueryParameters(ctx, ModelRequests.TIMEOUT);
    requireMediaType(ctx.contentType());
    byte[] body = request.body(config.maxBodyBytes(), SMALLER);
    ReadLimits limits =
        ReadLimits.of(
            request.model().manifest().data(),
            request.limits().maxRows(),
            config.maxValues(),
            request.memory());
    InferenceRequest asked =
        InferenceRequestReader.read(
            body, jsonLength(ctx.header(JSON_LENGTH_HEADER), body.length), limits);
    return inference
        .start(request, asked)
        .thenApply(
            response -> {
              try {
                return reply(response.encode(asked));
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  private static Reply reply(InferenceResponse.Encoded encoded) {
    return encoded.jsonLength() == null
        ? new Reply(encoded.body(), JSON, Map.of())
        : new Reply(
            encoded.body(), BINARY, Map.of(JSON_LENGTH_HEADER, encoded.jsonLength().toString()));
  }

  private static void requireMediaType(String contentType) {
    String type =
        contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.isEmpty() && !type.equals(JSON) && !type.equals(BINARY)) {
      throw new ProblemException(
          ProblemType.MEDIA_TYPE,
          "the body is "
              + type
              + "; set the header Content-Type to "
              + JSON
              + ", or with binary tensors to "
              + BINARY);
    }
    Format.requireUtf8(contentType);
  }

  private static Integer jsonLength(String header, int bodyLength) {
    if (header == null) {
      return null;
    }
    try {
      int length = Integer.parseInt(header.strip());
      if (length >= 0 && length <= bodyLength) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a length out of range is.
    }
    throw new ProblemException(
        ProblemType.MALFORMED,
        "the header "
            + JSON_LENGTH_HEADER
            + " is \""
            + header
            + "\"; expected the length of the JSON object, 0 to "
            + bodyLength);
  }

  private ModelLease lease(Context ctx) {
    return models.lease(ctx.pathParam("name"), version(ctx));
  }

  private static String version(Context ctx) {
    return ctx.pathParamMap().get("version");
  }

  private static void role(JsonGenerator json, ModelSignature signature, Role role)
      throws IOException {
    tensors(json, "inputs", signature.inputs(role));
    tensors(json, "outputs", signature.outputs(role));
  }

  private static void tensors(JsonGenerator json, String name, List<TensorSpec> tensors)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (TensorSpec tensor : tensors) {
      json.writeStartObject();
      json.writeStringField("name", tensor.name());
      json.writeStringField("datatype", tensor.datatype());
      json.writeFieldName("shape");
      json.writeStartArray();
      for (long size : tensor.shape()) {
        json.writeNumber(size);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void answer(Context ctx, Answer.JsonBody fields) throws IOException {
    Answer answer =
        Answer.json(
            json -> {
              json.writeStartObject();
              fields.write(json);
              json.writeEndObject();
            });
    ctx.result(answer.body()).contentType(answer.format().mediaType());
  }
}
