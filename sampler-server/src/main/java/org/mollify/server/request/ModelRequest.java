package org.mollify.server.request;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.batch.QueueFullException;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.metrics.RejectionReason;
import org.mollify.server.model.ModelLease;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * One request to one version of a model. Work that it starts is withdrawn when the request ends
 * early; stages that follow the work run on threads made for it, never on those of the engine.
 */
public final class ModelRequest {
  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private final Context ctx;
  private final ModelLease lease;
  private final Set<CompletableFuture<?>> work = ConcurrentHashMap.newKeySet();
  private int timeoutMillis;
  private boolean withdrawn;

  ModelRequest(Context ctx, ModelLease lease, int timeoutMillis) {
    this.ctx = ctx;
    this.lease = lease;
    this.timeoutMillis = timeoutMillis;
  }

  /** The request as it came. */
  public Context context() {
    return ctx;
  }

  /** Name of the model in URLs. */
  public String name() {
    return lease.name();
  }

  /** Version of the model that answers. */
  public String version() {
    return lease.version();
  }

  /** The model, to be asked what it is. */
  public GenerativeModel model() {
    return lease.model();
  }

  /** How much the request may ask for. */
  public ModelLimits limits() {
    return lease.limits();
  }

  /**
   * Sets the time within which the request has to be answered, counted from when it came; in place
   * of the parameter {@value ModelRequests#TIMEOUT}.
   *
   * @param millis milliseconds; 0 for no limit
   */
  public void timeout(int millis) {
    timeoutMillis = millis;
  }

  int timeoutMillis() {
    return timeoutMillis;
  }

  /**
   * Replaces missing values and checks rows.
   *
   * @param rows rows of D values, see {@link GenerativeModel#check(double[][])}
   * @throws ProblemException with status 422 when a row does not fit
   */
  public CheckedRows check(double[][] rows) {
    return fitting(() -> lease.model().check(rows));
  }

  /**
   * Replaces missing values and checks rows that stand one after another in one array, which is
   * taken over.
   *
   * @param values {@code n D} values, see {@link GenerativeModel#check(double[])}
   * @throws ProblemException with status 422 when a row does not fit
   */
  public CheckedRows check(double[] values) {
    return fitting(() -> lease.model().check(values));
  }

  /**
   * Scores rows.
   *
   * @param rows rows of D values, see {@link GenerativeModel#score(double[][], ScoreOptions)}
   * @param options importance samples and seed
   * @throws ProblemException with status 422 when a row does not fit, 503 when too much waits
   */
  public CompletableFuture<Scores> score(double[][] rows, ScoreOptions options) {
    return score(check(rows), options);
  }

  /**
   * Scores rows.
   *
   * @param rows rows that were checked here
   * @param options importance samples and seed
   * @throws ProblemException with status 503 when too much waits
   */
  public CompletableFuture<Scores> score(CheckedRows rows, ScoreOptions options) {
    return submit(() -> lease.score(rows, options));
  }

  /**
   * Says what makes rows unlikely.
   *
   * @param rows rows that were checked here, see {@link GenerativeModel#attribute}
   * @param options importance samples and seed
   * @throws ProblemException with status 503 when too much waits
   */
  public CompletableFuture<double[][]> attribute(CheckedRows rows, ScoreOptions options) {
    return submit(() -> lease.attribute(rows, options));
  }

  /**
   * Draws samples, see {@link GenerativeModel#sample(long, int, long, double)}.
   *
   * @param firstIndex number of the first sample, from 0
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0
   * @throws ProblemException with status 503 when too much waits
   */
  public CompletableFuture<double[][]> sample(
      long firstIndex, int n, long seed, double temperature) {
    return submit(() -> lease.sample(firstIndex, n, seed, temperature));
  }

  /**
   * Maps rows to latents, for a model that has the role {@code encode}.
   *
   * @param rows rows of D values
   * @return completes with the latents, or with a problem of status 422 when a row does not fit
   * @throws ProblemException with status 503 when too much waits
   */
  public CompletableFuture<double[][]> encode(double[][] rows) {
    return submit(() -> lease.encode(rows));
  }

  /**
   * Maps latents to rows, for a model that has the role {@code decode}.
   *
   * @param latents rows of latents
   * @return completes with the rows, or with a problem of status 422 when a latent does not fit
   * @throws ProblemException with status 503 when too much waits
   */
  public CompletableFuture<double[][]> decode(double[][] latents) {
    return submit(() -> lease.decode(latents));
  }

  /**
   * Waits for work of this request, for a task that answers by itself.
   *
   * @param part what was submitted here
   * @return its result
   * @throws ProblemException when it cannot be done, or with status 504 when it takes longer than
   *     the request may
   */
  public <T> T await(CompletableFuture<T> part) {
    try {
      return timeoutMillis == 0 ? part.get() : part.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      lease.rejected(RejectionReason.DEADLINE);
      throw ModelRequests.late(timeoutMillis);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemType.BUSY, "the server is stopping; ask again later");
    }
  }

  /** Gives up: withdraws what has not been run, and gives the lease back. */
  void end() {
    synchronized (this) {
      withdrawn = true;
    }
    work.forEach(one -> one.cancel(false));
    lease.close();
  }

  /** Counts that the request was not answered. */
  void rejected(RejectionReason reason) {
    lease.rejected(reason);
  }

  private <T> T fitting(Supplier<T> check) {
    try {
      return check.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemType.ROWS, e.getMessage());
    }
  }

  private <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> start) {
    CompletableFuture<T> computed;
    try {
      computed = fitting(start);
    } catch (QueueFullException e) {
      lease.rejected(RejectionReason.QUEUE_FULL);
      throw new ProblemException(
          ProblemType.BUSY,
          "the model has no room for the request (" + e.getMessage() + "); ask again in a second",
          RETRY);
    }
    work.add(computed);
    // What is done is let go: a request may draw many parts, each as large as memory allows.
    computed.whenComplete((result, failure) -> work.remove(computed));
    synchronized (this) {
      if (withdrawn) {
        computed.cancel(false);
      }
    }
    return computed.handle(ModelRequest::orProblem);
  }

  private static <T> T orProblem(T result, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RejectedExecutionException) {
      throw new ProblemException(
          ProblemType.BUSY, "the server is stopping; ask again later", RETRY);
    }
    if (cause instanceof IllegalArgumentException) {
      throw new ProblemException(ProblemType.ROWS, cause.getMessage());
    }
    if (cause != null) {
      throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }
    return result;
  }
}
