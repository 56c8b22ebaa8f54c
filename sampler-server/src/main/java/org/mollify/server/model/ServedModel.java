package org.mollify.server.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Sampling;
import org.mollify.runtime.Scoring;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
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
  private final ModelMetrics metrics;
  private final ModelQueues queues;
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
    this.limits = bounded(limits, model);
    this.metrics = metrics;
    this.queues = new ModelQueues(model, batchTime, threads, this.limits, metrics);
  }

  String version() {
    return version;
  }

  GenerativeModel model() {
    return model;
  }

  /** Requests may come; the version before it has been retired. */
  void publish() {
    metrics.publish();
    queues.publish(metrics);
  }

  /** Whether a request would be taken now. */
  boolean hasRoom() {
    return queues.haveRoom();
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

  private static ModelLimits bounded(ModelLimits limits, GenerativeModel model) {
    long rows = Math.min(limits.queueRows(), Math.max(1, MOST_VALUES / model.dimensions()));
    return new ModelLimits(
        limits.maxRows(), limits.maxSamples(), limits.queueSize(), Math.toIntExact(rows));
  }

  private final class Lease implements ModelLease {
    private final RoleQueue<Scoring>.Share scores = queues.scoring().share();
    private final RoleQueue<Sampling>.Share samples = queues.sampling().share();
    private final RoleQueue<LatentMapping>.Share encoded =
        queues.encoding().map(RoleQueue::share).orElse(null);
    private final RoleQueue<LatentMapping>.Share decoded =
        queues.decoding().map(RoleQueue::share).orElse(null);
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
    public boolean hasRoomToScore() {
      return queues.scoring().hasRoom();
    }

    @Override
    public CompletableFuture<Scores> score(CheckedRows rows, ScoreOptions options) {
      return scores.submit(
          model.joint().scoring(rows, options),
          rows.size(),
          done -> {
            Scores result = done.result();
            metrics.scored(result);
            return result;
          });
    }

    @Override
    public CompletableFuture<double[][]> attribute(CheckedRows rows, ScoreOptions options) {
      CheckedRows asked = model.joint().attributionRows(rows);
      return scores.submit(
          model.joint().scoring(asked, options),
          asked.size(),
          done -> model.joint().attribution(done.result().logLikelihood()));
    }

    @Override
    public CompletableFuture<double[][]> sample(
        long firstIndex, int n, long seed, double temperature) {
      return samples.submit(
          model.joint().sampling(firstIndex, n, seed, temperature),
          n,
          done -> {
            metrics.sampled(n);
            return done.result();
          });
    }

    @Override
    public CompletableFuture<double[][]> encode(double[][] rows) {
      // Here the numbers of rows are those of the request.
      model.check(rows);
      return map(encoded, "encode", rows);
    }

    @Override
    public CompletableFuture<double[][]> decode(double[][] latents) {
      model.checkLatents(latents);
      return map(decoded, "decode", latents);
    }

    @Override
    public void rejected(RejectionReason reason) {
      metrics.rejected(reason);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        Stream.<RoleQueue<?>.Share>of(scores, samples, encoded, decoded)
            .filter(Objects::nonNull)
            .forEach(share -> share.close());
        leave();
      }
    }

    private CompletableFuture<double[][]> map(
        RoleQueue<LatentMapping>.Share share, String role, double[][] rows) {
      if (share == null) {
        throw new UnsupportedOperationException(
            "model "
                + name
                + " has no role "
                + role
                + "; it has "
                + model.manifest().graphs().keySet());
      }
      return share.submit(LatentMapping.of(rows), rows.length, LatentMapping::results);
    }
  }
}
