package org.mollify.server.route;

import io.javalin.http.Context;
import java.security.SecureRandom;
import org.mollify.runtime.GenerativeModel;
import org.mollify.server.InferencePool;
import org.mollify.server.ModelRegistry;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.format.SampleWriter;

/** {@code GET /sample}: draws samples. */
public final class SampleRoute {
  /** Header that gives the seed of an answer whose format has no place for it. */
  public static final String SEED_HEADER = "Mollify-Seed";

  /** Drawn seeds stay below 2^53, so that every JSON reader gives them back unchanged. */
  private static final int DRAWN_BITS = 53;

  private final ModelRegistry models;
  private final InferencePool pool;
  private final ServerConfig config;
  private final SampleStream streams;
  private final SecureRandom seeds = new SecureRandom();

  /** A route over these models. */
  public SampleRoute(ModelRegistry models, InferencePool pool, ServerConfig config) {
    this.models = models;
    this.pool = pool;
    this.config = config;
    this.streams = new SampleStream(pool);
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) {
    GenerativeModel model = models.get(name);
    QueryParameters query = new QueryParameters(ctx, "n", "seed", "temperature");
    Format format = Format.ofSamples(RequestHeaders.accept(ctx), model.manifest().data());
    int n = query.integer("n", 1, 1, most(model, format));
    double temperature = query.positive("temperature", 1);
    long seed = query.has("seed") ? query.seed("seed") : drawSeed();
    ctx.header(SEED_HEADER, Long.toString(seed));
    SampleWriter.Head head =
        new SampleWriter.Head(name, model.manifest().data(), seed, temperature, n);
    if (format != Format.PNG && n > SampleStream.chunkRows(model)) {
      streams.answer(ctx, model, format, head);
      return;
    }
    ctx.future(
        () ->
            pool.submit(() -> Answer.samples(format, head, model.sample(n, seed, temperature)))
                .thenAccept(
                    answer -> ctx.result(answer.body()).contentType(answer.format().mediaType())));
  }

  /** A picture is held as a whole, all else is written as it is drawn. */
  private int most(GenerativeModel model, Format format) {
    return format == Format.PNG
        ? Math.max(1, Math.min(config.maxRows(), config.maxValues() / model.dimensions()))
        : config.maxRows();
  }

  /** A seed for a request that gives none. */
  long drawSeed() {
    return seeds.nextLong() >>> (Long.SIZE - DRAWN_BITS);
  }
}
