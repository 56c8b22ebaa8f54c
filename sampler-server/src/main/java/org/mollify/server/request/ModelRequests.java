package org.mollify.server.request;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.model.ModelLease;
import org.mollify.server.model.ModelRegistry;

/**
 * The way of every request to a model, whatever its protocol: take a lease, start the work, answer
 * when it is done, give the lease back.
 */
public final class ModelRequests implements AutoCloseable {
  /** Query parameter of the milliseconds within which the request has to be answered. */
  public static final String TIMEOUT = "timeout_ms";

  private final ModelRegistry models;
  private final ExecutorService workers;

  /** Requests to these models. */
  public ModelRequests(ModelRegistry models, ServerConfig config) {
    this.models = models;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            config.workers(), task -> new Thread(task, "answer-" + number.incrementAndGet()));
  }

  /**
   * Answers a request by the version of a model that is served now.
   *
   * @param ctx the request
   * @param name name of the model
   * @param task what to do
   * @throws org.mollify.server.problem.ProblemException with status 404 when there is no such model
   * @throws IOException when the client stops sending
   */
  public void answer(Context ctx, String name, ModelTask task) throws IOException {
    answer(ctx, name, null, task);
  }

  /**
   * Answers a request by a version of a model.
   *
   * @param ctx the request
   * @param name name of the model
   * @param version the version, null for the one that is served now
   * @param task what to do
   * @throws org.mollify.server.problem.ProblemException with status 404 when there is no such model
   *     or version
   * @throws IOException when the client stops sending
   */
  public void answer(Context ctx, String name, String version, ModelTask task) throws IOException {
    ModelLease lease = models.lease(name, version);
    ModelRequest request = new ModelRequest(ctx, lease, workers);
    CompletionStage<Reply> reply;
    try {
      reply = task.start(request);
    } catch (IOException | RuntimeException e) {
      request.withdraw();
      lease.close();
      throw e;
    }
    ctx.future(
        () ->
            reply
                .thenAccept(done -> done.writeTo(ctx))
                .whenComplete((done, failure) -> lease.close())
                .toCompletableFuture());
  }

  /** Lets the answers that are being written finish. */
  @Override
  public void close() {
    workers.shutdown();
  }
}
