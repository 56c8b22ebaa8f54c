package org.mollify.server.request;

import io.javalin.http.Context;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.batch.QueueFullException;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.format.BodyMemory;
import org.mollify.server.metrics.RejectionReason;
import org.mollify.server.model.ModelLease;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * One request to one version of a model. Work that it starts is withdrawn when the request ends
 * early; stages that follow the work, whether it is done or failed, run on threads made for it,
 * never on those of the engine.
 */
public final class ModelRequest {
  private final Context ctx;
  private final ModelLease lease;
  private final Set<CompletableFuture<?>> work = ConcurrentHashMap.newKeySet();
  private final Deadline deadline;
  private final BodyBudget.Share bodyShare;
  private final BodyReaders bodyReaders;
  private boolean withdrawn;

  ModelRequest(
      Context ctx,
      ModelLease lease,
      Deadline deadline,
      BodyBudget.Share bodyShare,
      BodyReaders bodyReaders) {
    this.ctx = ctx;
    this.lease = lease;
    this.deadline = deadline;
    this.bodyShare = bodyShare;
    this.bodyReaders = bodyReaders;
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

  /** Where what the body is read into is counted, as the body is. */
  public BodyMemory memory() {
    return bytes -> {
      try {
        bodyShare.take(bytes);
      } catch (ProblemException e) {
        lease.rejected(RejectionReason.QUEUE_FULL);
        throw e;
      }
    };
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * Reads the body of rows that are to be scored, unless they would be turned away anyhow.
   *
   * @param limit most bytes
   * @param advice what to do about a body that is larger
   * @throws ProblemException as {@link #body}, and with status 503 when too much waits
   */
  public byte[] bodyToScore(int limit, String advice) {
    if (!lease.hasRoomToScore()) {
      throw full("too many requests to score are unanswered");
    }
    return body(limit, advice);
  }

  /**
   * Reads the body. It counts as held, with what {@link #memory} takes, until the work of the
   * request has started.
   *
   * @param limit most bytes
   * @param advice what to do about a body that is larger
   * @throws ProblemException with status 413 when it is larger, 415 when it is compressed, 408 when
   *     it stops coming or is not there in time, 400 when it ends early, 503 when the server holds
   *     too much of others, or reads too many
   */
  public byte[] body(int limit, String advice) {
    RequestBody body = new RequestBody(ctx, limit, deadline, bodyReaders);
    try {
      return body.read(bodyShare, advice);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.BUSY) {
        lease.rejected(RejectionReason.QUEUE_FULL);
      } else if (deadline.leftNanos() == 0) {
        lease.rejected(RejectionReason.DEADLINE);
      }
      throw e;
    }
  }

  /**
   * Replaces missing values and checks rows that stand one after another in one array, which is
   * taken over.
   *
   * @param values {@code n D} values, see {@link GenerativeModel#check(double[])}
   * @throws ProblemException with status 422 when a row does not fit
   */
  public CheckedRows check(double[] values) {
    return WorkProblems.fitting(() -> lease.model().check(values));
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
   * @throws ProblemException with status 422 when a row does not fit, 503 when too much waits
   */
  public CompletableFuture<double[][]> encode(double[][] rows) {
    return submit(() -> lease.encode(rows));
  }

  /**
   * Maps latents to rows, for a model that has the role {@code decode}.
   *
   * @param latents rows of latents
   * @throws ProblemException with status 422 when a latent does not fit, 503 when too much waits
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
      return deadline.exists() ? part.get(deadline.millis(), TimeUnit.MILLISECONDS) : part.get();
    } catch (TimeoutException e) {
      lease.rejected(RejectionReason.DEADLINE);
      throw deadline.late();
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

  private ProblemException full(String how) {
    lease.rejected(RejectionReason.QUEUE_FULL);
    return WorkProblems.full(how);
  }

  private <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> start) {
    CompletableFuture<T> computed;
    try {
      computed = WorkProblems.fitting(start);
    } catch (QueueFullException e) {
      throw full(e.getMessage());
    }
    work.add(computed);
    // What is done is let go: a request may draw many parts, each as large as memory allows.
    computed.whenComplete((result, failure) -> work.remove(computed));
    synchronized (this) {
      if (withdrawn) {
        computed.cancel(false);
      }
    }
    return computed.handle(WorkProblems::orProblem);
  }
}
