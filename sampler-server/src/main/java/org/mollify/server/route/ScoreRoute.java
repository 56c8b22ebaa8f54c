package org.mollify.server.route;

import io.javalin.http.Context;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.ColumnText;
import org.mollify.server.InferencePool;
import org.mollify.server.ModelRegistry;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.format.RowReader;

/** {@code POST /loglik}: scores rows, and says where asked which are anomalies and why. */
public final class ScoreRoute {
  /** Header that says how many missing values were replaced. */
  public static final String IMPUTED_HEADER = "Mollify-Imputed";

  private final ModelRegistry models;
  private final InferencePool pool;
  private final ServerConfig config;

  /** A route over these models. */
  public ScoreRoute(ModelRegistry models, InferencePool pool, ServerConfig config) {
    this.models = models;
    this.pool = pool;
    this.config = config;
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) {
    GenerativeModel model = models.get(name);
    Format answerFormat = Format.ofScores(RequestHeaders.accept(ctx));
    ScoreQuestion question = ScoreQuestion.of(ctx, model, answerFormat, config);
    Format bodyFormat = Format.ofBody(ctx.contentType(), model.manifest().data());
    RowReader.Body body =
        new RowReader.Body(
            bodyFormat, ctx.contentType(), RequestBody.read(ctx, config.maxBodyBytes()));
    ctx.future(
        () ->
            pool.submit(
                    () -> {
                      double[][] rows =
                          RowReader.read(
                              body, model.manifest().data(), config.maxRows(), config.maxValues());
                      return new Scored(
                          question.ask(model, rows, config.maxValues()).encode(answerFormat, name),
                          ColumnText.countMissing(rows));
                    })
                .thenAccept(scored -> answer(ctx, scored)));
  }

  private record Scored(Answer answer, int imputed) {}

  private static void answer(Context ctx, Scored scored) {
    if (scored.imputed() > 0) {
      ctx.header(IMPUTED_HEADER, Integer.toString(scored.imputed()));
    }
    ctx.result(scored.answer().body()).contentType(scored.answer().format().mediaType());
  }
}
