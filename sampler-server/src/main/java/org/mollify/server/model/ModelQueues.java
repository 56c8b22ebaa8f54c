package org.mollify.server.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Provider;
import org.mollify.runtime.Sampling;
import org.mollify.runtime.Scoring;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.metrics.ModelMetrics;

/** The queues of one version of a model, one for each role that it has. */
final class ModelQueues {
  private final RoleQueue<Scoring> scoring;
  private final RoleQueue<Sampling> sampling;
  private final RoleQueue<LatentMapping> encoding;
  private final RoleQueue<LatentMapping> decoding;

  /**
   * Queues without work.
   *
   * @param model what does the work
   * @param batchTime how long a run should take at most
   * @param threads what runs it
   * @param limits how much each takes
   * @param metrics is told of runs
   */
  ModelQueues(
      GenerativeModel model,
      Duration batchTime,
      ServingThreads threads,
      ModelLimits limits,
      ModelMetrics metrics) {
    // Graphs on a GPU, and graphs of images, use all of the machine in one run.
    boolean whole =
        model.provider() != Provider.CPU || "image".equals(model.manifest().data().kind());
    int lanes = whole ? 1 : threads.count();
    Opening open =
        new Opening() {
          @Override
          public <J> RoleQueue<J> queue(String role, BatchEngine<J> engine) {
            return new RoleQueue<>(role, engine, lanes, batchTime, threads, limits, metrics);
          }
        };
    this.scoring = open.queue("score", new ScoringEngine(model));
    this.sampling = open.queue("sample", new SamplingEngine(model));
    this.encoding =
        has(model, "encode")
            ? open.queue("encode", new LatentEngine(model::encode, model.joint().scoreBatch()))
            : null;
    this.decoding =
        has(model, "decode")
            ? open.queue("decode", new LatentEngine(model::decode, model.joint().sampleBatch()))
            : null;
  }

  /** Makes queues that differ in their work alone. */
  private interface Opening {
    <J> RoleQueue<J> queue(String role, BatchEngine<J> engine);
  }

  RoleQueue<Scoring> scoring() {
    return scoring;
  }

  RoleQueue<Sampling> sampling() {
    return sampling;
  }

  /** Empty for a model without the role {@code encode}. */
  Optional<RoleQueue<LatentMapping>> encoding() {
    return Optional.ofNullable(encoding);
  }

  /** Empty for a model without the role {@code decode}. */
  Optional<RoleQueue<LatentMapping>> decoding() {
    return Optional.ofNullable(decoding);
  }

  /** Whether each takes another job. */
  boolean haveRoom() {
    return all().stream().allMatch(RoleQueue::hasRoom);
  }

  /** Shows meters of what waits. */
  void publish(ModelMetrics metrics) {
    all().forEach(queue -> queue.publish(metrics));
  }

  private List<RoleQueue<?>> all() {
    return Stream.<RoleQueue<?>>of(scoring, sampling, encoding, decoding)
        .filter(Objects::nonNull)
        .toList();
  }

  private static boolean has(GenerativeModel model, String role) {
    return model.manifest().graphs().containsKey(role);
  }
}
