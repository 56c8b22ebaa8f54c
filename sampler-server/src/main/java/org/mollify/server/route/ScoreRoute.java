package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Format;
import org.mollify.server.format.RowReader;
import org.mollify.server.request.ModelRequest;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.request.Reply;

/** {@code POST /loglik}: scores rows, and says where asked which are anomalies and why. */
public final class ScoreRoute {
  /** Header that says how many missing values were replaced. */
  public static final String IMPUTED_HEADER = "Mollify-Imputed";

  private static final String SMALLER = "send the rows in parts, or as " + Format.NPY.mediaType();

  private final ModelRequests requests;
  private final ServerConfig config;

  /** A route for these requests. */
  public ScoreRoute(ModelRequests requests, ServerConfig config) {
    this.requests = requests;
    this.config = config;
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) throws IOException {
    requests.answer(ctx, name, this::start);
  }

  private CompletionStage<Reply> start(ModelRequest request) throws IOException {
    Context ctx = request.context();
    Format answerFormat = Format.ofScores(RequestHeaders.accept(ctx));
    ScoreQuestion question = ScoreQuestion.of(ctx, request.model(), answerFormat, config);
    BundleManifest.Data data = request.model().manifest().data();
    Format bodyFormat = Format.ofBody(ctx.contentType(), data);
    RowReader.Body body =
        new RowReader.Body(
            bodyFormat, ctx.contentType(), request.bodyToScore(config.maxBodyBytes(), SMALLER));
    CheckedRows rows =
        request.check(
            RowReader.read(
                body, data, request.limits().maxRows(), config.maxValues(), request.memory()));
    int imputed = rows.missing();
    return question
        .ask(request, rows, config.maxValues())
        .thenApply(
            answer -> {
              try {
                Reply reply = Reply.of(answer.encode(answerFormat, request.name()));
                return imputed == 0 ? reply : reply.with(IMPUTED_HEADER, Integer.toString(imputed));
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }
}
