package org.mollify.server.request;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.metrics.RejectionReason;
import org.mollify.server.model.ModelLease;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * The way of every request to a model, whatever its protocol: take a lease, start the work, answer
 * when it is done, give the lease back. No thread waits meanwhile. A request that is not answered
 * in time, or whose client closes the connection, ends early, and what has not been run of its work
 * never is.
 */
public final class ModelRequests implements AutoCloseable {
  /** Query parameter of the milliseconds within which the request has to be answered. */
  public static final String TIMEOUT = "timeout_ms";

  /** Attribute of a request that holds the name of the model it got. */
  public static final String MODEL_ATTRIBUTE = "mollify.model";

  private static final int MOST_MILLIS = 86_400_000;

  private final ModelRegistry models;
  private final int timeoutMillis;
  private final Executor writers;
  private final BodyBudget bodies = BodyBudget.ofMemory();
  private final BodyReaders readers = new BodyReaders();
  private final ClientWatch clients = new ClientWatch();
  private final ScheduledThreadPoolExecutor deadlines =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "deadlines"));

  /**
   * Requests to models.
   *
   * @param models the models
   * @param config how long a request may take
   * @param writers what writes long answers; a client that reads slowly holds one of its threads
   */
  public ModelRequests(ModelRegistry models, ServerConfig config, Executor writers) {
    this.models = models;
    this.timeoutMillis = config.serving().timeoutMillis();
    this.writers = writers;
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /**
   * Answers a request by the version of a model that is served now.
   *
   * @param ctx the request
   * @param name name of the model
   * @param task what to do
   * @throws ProblemException with status 404 when there is no such model
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
   * @throws ProblemException with status 404 when there is no such model or version
   * @throws IOException when the client stops sending
   */
  public void answer(Context ctx, String name, String version, ModelTask task) throws IOException {
    Deadline deadline = Deadline.within(timeout(ctx));
    ModelLease lease = models.lease(name, version);
    ctx.attribute(MODEL_ATTRIBUTE, lease.name());
    BodyBudget.Share body = bodies.share();
    ModelRequest request = new ModelRequest(ctx, lease, deadline, body, readers);
    CompletableFuture<Reply> reply;
    try (body) {
      reply = task.start(request).toCompletableFuture();
    } catch (IOException | RuntimeException | Error e) {
      request.end();
      throw e;
    }
    if (reply.isDone()) {
      // The thread that has the request ends it: it may have written the answer already.
      request.end();
      done(reply).writeTo(ctx);
      return;
    }
    ctx.future(() -> answered(request, reply).thenAccept(done -> done.writeTo(ctx)));
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    clients.close();
  }

  /**
   * Completes with the reply, or with the problem that ended the request before. Whoever completes
   * it goes on to write the answer: the thread that made it, where that only fills a buffer, and
   * one for writers where it may have to wait for the client.
   */
  private CompletableFuture<Reply> answered(ModelRequest request, CompletableFuture<Reply> reply) {
    CompletableFuture<Reply> answered = new CompletableFuture<>();
    AtomicBoolean over = new AtomicBoolean();
    ClientWatch.Watch watch =
        clients.watch(
            request.context(),
            () -> {
              if (over.compareAndSet(false, true)) {
                giveUp(request, answered, RejectionReason.DISCONNECTED, clientGone());
              }
            });
    ScheduledFuture<?> timer =
        timer(
            request.deadline(),
            () -> {
              if (over.compareAndSet(false, true)) {
                giveUp(request, answered, RejectionReason.DEADLINE, request.deadline().late());
              }
            });
    answered.whenComplete(
        (done, failure) -> {
          watch.close();
          if (timer != null) {
            timer.cancel(false);
          }
        });
    reply.whenComplete(
        (done, failure) -> {
          if (over.compareAndSet(false, true)) {
            // First the lease, so that who has the answer may rely on it.
            request.end();
            Context ctx = request.context();
            if (failure == null ? done.isGathered(ctx) : !Reply.mayBeCompressed(ctx)) {
              complete(answered, done, failure);
            } else {
              writers.execute(() -> complete(answered, done, failure));
            }
          }
        });
    return answered;
  }

  private static void complete(CompletableFuture<Reply> answered, Reply done, Throwable failure) {
    if (failure == null) {
      answered.complete(done);
    } else {
      answered.completeExceptionally(cause(failure));
    }
  }

  private static Reply done(CompletableFuture<Reply> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      throw cause(e) instanceof RuntimeException known ? known : e;
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private ScheduledFuture<?> timer(Deadline deadline, Runnable then) {
    return deadline.exists()
        ? deadlines.schedule(then, deadline.leftNanos(), TimeUnit.NANOSECONDS)
        : null;
  }

  /** Withdraws the work and answers in its place. */
  private void giveUp(
      ModelRequest request,
      CompletableFuture<Reply> answered,
      RejectionReason reason,
      ProblemException problem) {
    request.rejected(reason);
    request.end();
    writers.execute(() -> answered.completeExceptionally(problem));
  }

  private int timeout(Context ctx) {
    return QueryParameters.ofAnyNames(ctx).integer(TIMEOUT, timeoutMillis, 1, MOST_MILLIS);
  }

  private static ProblemException clientGone() {
    return new ProblemException(
        ProblemType.CLIENT_GONE, "the client closed the connection before the answer was there");
  }
}
