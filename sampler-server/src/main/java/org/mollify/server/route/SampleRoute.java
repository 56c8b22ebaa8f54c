package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.request.ModelRequest;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.request.QueryParameters;
import org.mollify.server.request.Reply;

/** {@code GET /sample}: draws samples. */
public final class SampleRoute {
  /** Header that gives the seed of an answer whose format has no place for it. */
  public static final String SEED_HEADER = "Mollify-Seed";

  /** Drawn seeds stay below 2^53, so that every JSON reader gives them back unchanged. */
  private static final int DRAWN_BITS = 53;

  private final ModelRequests requests;
  private final ServerConfig config;
  private final SecureRandom seeds = new SecureRandom();

  /** A route for these requests. */
  public SampleRoute(ModelRequests requests, ServerConfig config) {
    this.requests = requests;
    this.config = config;
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) throws IOException {
    requests.answer(ctx, name, this::start);
  }

  private CompletionStage<Reply> start(ModelRequest request) {
    Context ctx = request.context();
    GenerativeModel model = request.model();
    QueryParameters query =
        new QueryParameters(ctx, "n", "seed", "temperature", ModelRequests.TIMEOUT);
    int room = config.maxValues() / model.dimensions();
    int n = query.integer("n", 1, 1, Math.max(1, Math.min(request.limits().maxSamples(), room)));
    double temperature = query.positive("temperature", 1);
    long seed = query.has("seed") ? query.seed("seed") : drawSeed();
    BundleManifest.Data data = model.manifest().data();
    Format format = Format.ofSamples(ctx.header("Accept"), data);
    return request
        .sample(0, n, seed, temperature)
        .thenApply(
            rows -> {
              try {
                return Reply.of(
                        Answer.samples(format, request.name(), data, seed, temperature, rows))
                    .with(SEED_HEADER, Long.toString(seed));
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  private long drawSeed() {
    return seeds.nextLong() >>> (Long.SIZE - DRAWN_BITS);
  }
}
