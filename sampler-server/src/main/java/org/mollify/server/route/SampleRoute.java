package org.mollify.server.route;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mollify.runtime.GenerativeModel;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.format.SampleWriter;
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

  private static final SecureRandom SEEDS = new SecureRandom();

  private final ModelRequests requests;
  private final ServerConfig config;
  private final SampleStream streams = new SampleStream();

  /** A route for these requests. */
  public SampleRoute(ModelRequests requests, ServerConfig config) {
    this.requests = requests;
    this.config = config;
  }

  /** A seed for a request that gives none. */
  static long drawSeed() {
    return SEEDS.nextLong() >>> (Long.SIZE - DRAWN_BITS);
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
    Format format = Format.ofSamples(RequestHeaders.accept(ctx), model.manifest().data());
    int n = query.integer("n", 1, 1, most(request, format));
    double temperature = query.positive("temperature", 1);
    long seed = query.has("seed") ? query.seed("seed") : drawSeed();
    SampleWriter.Head head =
        new SampleWriter.Head(request.name(), model.manifest().data(), seed, temperature, n);
    if (format != Format.PNG && n > SampleStream.partRows(model)) {
      ctx.header(SEED_HEADER, Long.toString(seed));
      if (ctx.method() == HandlerType.HEAD) {
        // What is not sent need not be drawn, and the length of what is streamed is not told.
        ctx.contentType(format.mediaType());
        return CompletableFuture.completedFuture(Reply.written());
      }
      streams.answer(request, format, head);
      return CompletableFuture.completedFuture(Reply.written());
    }
    return request
        .sample(0, n, seed, temperature)
        .thenApply(
            rows -> {
              try {
                return Reply.of(Answer.samples(format, head, rows))
                    .with(SEED_HEADER, Long.toString(seed));
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  /** A picture is held as a whole; all else is written as it is drawn. */
  private int most(ModelRequest request, Format format) {
    int most = request.limits().maxSamples();
    int room = config.maxValues() / request.model().dimensions();
    return format == Format.PNG ? Math.max(1, Math.min(most, room)) : most;
  }
}
