package org.mollify.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mollify.runtime.bundle.BundleManifest;

/**
 * All meters of a server. Every label takes one of few values: routes are patterns of paths, models
 * are those that were loaded, and statuses are what the server answers with.
 */
public final class ServerMetrics implements AutoCloseable {
  /** Media type of {@link #text}. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] LATENCIES = {
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final AtomicInteger active = new AtomicInteger();

  /** As many as the labels have values; asking the registry costs more than the measurement. */
  private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

  private record Answered(String route, String method, String model, int status) {}

  /** Meters of the process and the build; those of models come with the models. */
  public ServerMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("mollify.http.active", active, AtomicInteger::get)
        .description("Requests that came and are not answered")
        .register(registry);
    String version = ServerMetrics.class.getPackage().getImplementationVersion();
    Gauge.builder("mollify.build.info", () -> 1)
        .description("The release that serves")
        .tags(
            "version",
            version == null ? "development" : version,
            "java",
            Runtime.version().toString())
        .register(registry);
  }

  /** Meters of a version of a model. */
  public ModelMetrics model(String name, String version, BundleManifest manifest) {
    String bundle = manifest.files().get(manifest.graphs().get("loglik").file()).sha256();
    return new ModelMetrics(
        registry, name, version, manifest.likelihood().kind(), bundle.substring(0, 12));
  }

  /** A request came; each is followed by {@link #ended}. */
  public void came() {
    active.incrementAndGet();
  }

  /** A request has its answer, or was cut off. */
  public void ended() {
    active.decrementAndGet();
  }

  /**
   * Times a request.
   *
   * @param route the pattern of the path
   * @param method the HTTP method
   * @param model name of the model, null where none was asked
   * @param status what it was answered with
   * @param nanos from the first handler to the end of the answer
   */
  public void answered(String route, String method, String model, int status, long nanos) {
    timers
        .computeIfAbsent(
            new Answered(route, method, model == null ? "" : model, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Answered of) {
    return Timer.builder("mollify.http.requests")
        .description("Time to answer requests")
        .tags("route", of.route(), "method", of.method())
        .tags("model", of.model(), "status", Integer.toString(of.status()))
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  /** Counts an attempt to load a version of a model. */
  public void loaded(String model, boolean success) {
    registry
        .counter("mollify.model.loads", "model", model, "result", success ? "success" : "failure")
        .increment();
  }

  /** All meters in the text format of Prometheus. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
