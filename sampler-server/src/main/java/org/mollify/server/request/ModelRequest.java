package org.mollify.server.request;

import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.model.ModelLease;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * One request to one version of a model. Work that it starts is withdrawn when the request ends
 * early; stages that follow the work run on threads made for it, never on those of the engine.
 */
public final class ModelRequest {
  private final Context ctx;
  private final ModelLease lease;
  private final Executor workers;
  private final List<CompletableFuture<?>> work = new CopyOnWriteArrayList<>();

  ModelRequest(Context ctx, ModelLease lease, Executor workers) {
    this.ctx = ctx;
    this.lease = lease;
    this.workers = workers;
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
   * Scores rows.
   *
   * @param rows rows of D values, see {@link GenerativeModel#score(double[][], ScoreOptions)}
   * @param options importance samples and seed
   * @throws ProblemException with status 422 when a row does not fit, 503 when too much waits
   */
  public CompletableFuture<Scores> score(double[][] rows, ScoreOptions options) {
    return submit(() -> lease.score(rows, options));
  }

  /**
   * Says what makes rows unlikely.
   *
   * @param rows rows of D values, see {@link GenerativeModel#attribute}
   * @param options importance samples and seed
   * @throws ProblemException with status 422 when a row does not fit, 503 when too much waits
   */
  public CompletableFuture<double[][]> attribute(double[][] rows, ScoreOptions options) {
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

  /** Withdraws the work that has not begun. */
  void withdraw() {
    work.forEach(one -> one.cancel(false));
  }

  private <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> start) {
    CompletableFuture<T> computed;
    try {
      computed = start.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemType.ROWS, e.getMessage());
    }
    work.add(computed);
    // What is done is let go: a request may draw many parts, each as large as memory allows.
    computed.whenComplete((result, failure) -> work.remove(computed));
    return computed.handleAsync(
        (result, failure) -> {
          if (failure instanceof IllegalArgumentException) {
            throw new ProblemException(ProblemType.ROWS, failure.getMessage());
          }
          if (failure != null) {
            throw failure instanceof RuntimeException known
                ? known
                : new CompletionException(failure);
          }
          return result;
        },
        workers);
  }
}
