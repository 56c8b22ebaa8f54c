package org.mollify.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mollify.runtime.score.Scores;
import org.mollify.server.batch.Admission;
import org.mollify.server.batch.BatchObserver;
import org.mollify.server.batch.Batcher;

/**
 * The meters of one version of a model. Labels are the name of the model and the role, which are
 * few; the version is a label of {@code mollify_model_info} alone. Closing takes the gauges away;
 * counters stay for the next version of the name.
 */
public final class ModelMetrics implements AutoCloseable {
  private static final double[] BATCH_ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};

  /** Ten equal parts, finer towards the end that alarms are raised at. */
  private static final double[] PERCENTILES = {10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100};

  private final MeterRegistry registry;
  private final String model;
  private final DistributionSummary percentiles;
  private final Counter scored;
  private final Counter notFinite;
  private final Counter sampled;
  private final Tags info;
  private final List<Meter> own = new ArrayList<>();

  ModelMetrics(MeterRegistry registry, String model, String version, String kind, String sha256) {
    this.registry = registry;
    this.model = model;
    this.percentiles =
        DistributionSummary.builder("mollify.anomaly.percentile")
            .description("Anomaly percentiles of scored rows: uniform on data like the held-out")
            .tags("model", model)
            .serviceLevelObjectives(PERCENTILES)
            .register(registry);
    this.scored = registry.counter("mollify.rows", "model", model, "role", "score");
    this.notFinite = registry.counter("mollify.scores.not.finite", "model", model);
    this.sampled = registry.counter("mollify.rows", "model", model, "role", "sample");
    this.info = Tags.of("model", model, "version", version, "kind", kind, "bundle", sha256);
  }

  /** Shows that this version is the one that is served, from now until it is closed. */
  public synchronized void publish() {
    own.add(
        Gauge.builder("mollify.model.info", () -> 1)
            .description("The version of each model that is served")
            .tags(info)
            .register(registry));
  }

  /** Meters of one role, {@code score} or {@code sample}. */
  public BatchObserver role(String role) {
    Tags tags = Tags.of("model", model, "role", role);
    Timer runs =
        Timer.builder("mollify.engine.run")
            .description("Time of the runs of a graph")
            .tags(tags)
            .serviceLevelObjectives(
                Duration.ofNanos(250_000),
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                Duration.ofSeconds(1))
            .register(registry);
    DistributionSummary rows = summary("mollify.batch.rows", "Rows of a run", tags);
    DistributionSummary jobs =
        summary("mollify.batch.requests", "Requests that shared a run", tags);
    return (jobCount, rowCount, passes, nanos) -> {
      runs.record(nanos, TimeUnit.NANOSECONDS);
      rows.record(rowCount);
      jobs.record(jobCount);
    };
  }

  /** Shows what waits for a role. */
  public void watch(String role, Batcher<?> batcher, Admission admission) {
    gauge("mollify.queue.requests", "Requests that wait for a run", role, batcher::waitingJobs);
    gauge("mollify.queue.rows", "Rows that wait for a run", role, batcher::waitingRows);
    gauge("mollify.unanswered.requests", "Requests taken and unanswered", role, admission::jobs);
    gauge("mollify.unanswered.rows", "Rows taken and unanswered", role, admission::rows);
    gauge("mollify.batch.limit", "Rows that a run may have", role, batcher::rowsInRun);
  }

  /** Counts what was scored. */
  public void scored(Scores scores) {
    if (scores.anomalyPercentile() != null) {
      for (double percentile : scores.anomalyPercentile()) {
        percentiles.record(percentile);
      }
    }
    int overflowed = 0;
    for (boolean finite : scores.finite()) {
      overflowed += finite ? 0 : 1;
    }
    scored.increment(scores.size());
    notFinite.increment(overflowed);
  }

  /** Counts samples that were drawn. */
  public void sampled(int count) {
    sampled.increment(count);
  }

  /** Counts work that was not done. */
  public void rejected(RejectionReason reason) {
    registry.counter("mollify.rejected", "model", model, "reason", reason.label()).increment();
  }

  /** Takes away what is true of a version that is served alone. */
  @Override
  public synchronized void close() {
    own.forEach(registry::remove);
    own.clear();
  }

  private DistributionSummary summary(String name, String description, Tags tags) {
    return DistributionSummary.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(BATCH_ROWS)
        .register(registry);
  }

  private synchronized void gauge(
      String name, String description, String role, Supplier<Number> value) {
    own.add(
        Gauge.builder(name, value)
            .description(description)
            .tags("model", model, "role", role)
            .register(registry));
  }
}
