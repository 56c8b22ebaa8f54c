package org.mollify.server.model;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Provider;
import org.mollify.runtime.Sampling;
import org.mollify.runtime.Scoring;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.batch.Admission;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.batch.BatchObserver;
import org.mollify.server.batch.Batcher;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.metrics.ModelMetrics;
import org.mollify.server.metrics.RejectionReason;

/**
 * One version of a model in memory. It counts who holds it: the registry while requests may come,
 * and every lease. When nobody does, it closes the model.
 */
final class ServedModel {
  /** Most numbers in rows that wait, whatever the limits say: half a gibibyte. */
  private static final long MOST_VALUES = 1L << 26;

  private final String name;
  private final String version;
  private final GenerativeModel model;
  private final ModelLimits limits;
  private final ServingThreads threads;
  private final ModelMetrics metrics;
  private final Batcher<Scoring> scoring;
  private final Batcher<Sampling> sampling;
  private final Admission toScore;
  private final Admission toSample;
  private int holders = 1;

  /**
   * Takes over a model, which is closed when nobody holds it any more.
   *
   * @param name name in URLs
   * @param version its version
   * @param model the model
   * @param limits how much it takes
   * @param batchTime how long a run should take at most
   * @param threads what runs it
   * @param metrics meters of it, to be closed with it
   */
  ServedModel(
      String name,
      String version,
      GenerativeModel model,
      ModelLimits limits,
      Duration batchTime,
      ServingThreads threads,
      ModelMetrics metrics) {
    this.name = name;
    this.version = version;
    this.model = model;
    this.limits = limits;
    this.threads = threads;
    this.metrics = metrics;
    this.scoring = batcher(new ScoringEngine(model), batchTime, metrics.role("score"));
    this.sampling = batcher(new SamplingEngine(model), batchTime, metrics.role("sample"));
    long rows = Math.min(limits.queueRows(), Math.max(1, MOST_VALUES / model.dimensions()));
    this.toScore = new Admission(limits.queueSize(), rows);
    this.toSample = new Admission(limits.queueSize(), rows);
  }

  /** Requests may come; the version before it has been retired. */
  void publish() {
    metrics.publish();
    metrics.watch("score", scoring, toScore);
    metrics.watch("sample", sampling, toSample);
  }

  String version() {
    return version;
  }

  GenerativeModel model() {
    return model;
  }

  /** Whether a request would be taken now. */
  boolean hasRoom() {
    return toScore.hasRoom() && toSample.hasRoom();
  }

  /** A lease, unless the version was given up meanwhile. */
  synchronized Optional<ModelLease> lease() {
    if (holders == 0) {
      return Optional.empty();
    }
    holders++;
    return Optional.of(new Lease());
  }

  /** The registry gives it up: it closes when the last request that has it was answered. */
  void retire() {
    metrics.close();
    leave();
  }

  private void leave() {
    boolean last;
    synchronized (this) {
      holders--;
      last = holders == 0;
    }
    if (last) {
      model.close();
    }
  }

  /** Graphs on a GPU, and graphs of images, use all of the machine in one run. */
  private <J> Batcher<J> batcher(BatchEngine<J> engine, Duration batchTime, BatchObserver observer) {
    boolean shared =
        model.provider() != Provider.CPU || "image".equals(model.manifest().data().kind());
    return new Batcher<>(
        engine,
        threads.engine(),
        shared ? 1 : threads.count(),
        batchTime.toNanos(),
        System::nanoTime,
        observer);
  }

  /** What one request does on one side of the model, scoring or sampling. */
  private static final class Side {
    private final Admission admission;
    private Admission.Place place;
    private long rows;
    private boolean closed;

    Side(Admission admission) {
      this.admission = admission;
    }

    /** Takes a place for the first work of a request, and has it go with all further work. */
    synchronized void enter(int more) {
      if (place == null) {
        place = admission.enter(more);
      }
      rows += more;
      place.resize(rows);
      if (closed) {
        place.close();
      }
    }

    synchronized void done(int fewer) {
      rows -= fewer;
    }

    synchronized void close() {
      closed = true;
      if (place != null) {
        place.close();
      }
    }
  }

  private final class Lease implements ModelLease {
    private final Side score = new Side(toScore);
    private final Side sample = new Side(toSample);
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public GenerativeModel model() {
      return model;
    }

    @Override
    public ModelLimits limits() {
      return limits;
    }

    @Override
    public CompletableFuture<Scores> score(CheckedRows rows, ScoreOptions options) {
      score.enter(rows.size());
      return then(
          scoring.submit(model.scoring(rows, options)),
          done -> {
            score.done(rows.size());
            Scores scores = done.result();
            metrics.scored(scores);
            return scores;
          });
    }

    @Override
    public CompletableFuture<double[][]> attribute(CheckedRows rows, ScoreOptions options) {
      CheckedRows asked = model.attributionRows(rows);
      score.enter(asked.size());
      return then(
          scoring.submit(model.scoring(asked, options)),
          done -> {
            score.done(asked.size());
            return model.attribution(done.result().logLikelihood());
          });
    }

    @Override
    public CompletableFuture<double[][]> sample(
        long firstIndex, int n, long seed, double temperature) {
      Sampling job = model.sampling(firstIndex, n, seed, temperature);
      sample.enter(n);
      return then(
          sampling.submit(job),
          done -> {
            sample.done(n);
            metrics.sampled(n);
            return done.result();
          });
    }

    @Override
    public void rejected(RejectionReason reason) {
      metrics.rejected(reason);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        score.close();
        sample.close();
        leave();
      }
    }

    /** Goes on with a job's result on a thread for answers; cancelling goes back to the job. */
    private <J, T> CompletableFuture<T> then(CompletableFuture<J> job, Function<J, T> next) {
      CompletableFuture<T> result = job.thenApplyAsync(next, threads.answers());
      result.whenComplete(
          (value, failure) -> {
            if (result.isCancelled()) {
              job.cancel(false);
            }
          });
      return result;
    }
  }
}
