package org.mollify.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How models are kept and run.
 *
 * @param modelsFolder folder of models, {@code NAME/bundle.json} or {@code
 *     NAME/VERSION/bundle.json}, that is watched while the server runs; null for none
 * @param watchInterval time between two looks at the folder; 0s looks only when told to
 * @param requestTimeout time within which a request has to be answered unless it says otherwise; 0s
 *     for no limit
 * @param batchRows most rows in one run of a graph; 0 leaves it to the runtime
 * @param batchTime how long one run should take at most: the number of rows in a run follows the
 *     time that runs took
 * @param queueRows most rows of unanswered requests for each of scoring and sampling
 * @param limits limits of single models by name, in place of those of the server
 */
public record ServingConfig(
    Path modelsFolder,
    Duration watchInterval,
    Duration requestTimeout,
    int batchRows,
    Duration batchTime,
    int queueRows,
    Map<String, ModelLimits> limits) {

  /** Copies the limits. */
  public ServingConfig {
    limits = limits == null ? Map.of() : Map.copyOf(limits);
  }

  /** No folder, a minute for a request, 20 ms for a run. */
  public static ServingConfig defaults() {
    return new ServingConfig(
        null,
        Duration.ofSeconds(2),
        Duration.ofMinutes(1),
        0,
        Duration.ofMillis(20),
        1_000_000,
        Map.of());
  }

  /** Time between two looks at the folder, in milliseconds. */
  public int watchMillis() {
    return (int) watchInterval.toMillis();
  }

  /** Time within which a request has to be answered, in milliseconds. */
  public int timeoutMillis() {
    return (int) requestTimeout.toMillis();
  }

  /** How long one run should take at most, in milliseconds. */
  public int batchMillis() {
    return (int) batchTime.toMillis();
  }

  /** These settings with a folder of models. */
  public ServingConfig withModelsFolder(Path value, int everyMillis) {
    return ConfigKey.replace(
        ConfigKey.replace(this, "modelsFolder", value),
        "watchInterval",
        Duration.ofMillis(everyMillis));
  }

  /** These settings with another time for a request. */
  public ServingConfig withTimeoutMillis(int value) {
    return ConfigKey.replace(this, "requestTimeout", Duration.ofMillis(value));
  }

  /** These settings with limits of single models. */
  public ServingConfig withLimits(Map<String, ModelLimits> value) {
    return ConfigKey.replace(this, "limits", value);
  }

  void check(List<String> problems) {
    Range range = new Range(problems, "serving.");
    range.check("watchInterval", watchInterval, Duration.ZERO, Duration.ofHours(1));
    range.check("requestTimeout", requestTimeout, Duration.ZERO, Duration.ofDays(1));
    range.check("batchRows", batchRows, 0, 1 << 20);
    range.check("batchTime", batchTime, Duration.ofMillis(1), Duration.ofMinutes(1));
    range.check("queueRows", queueRows, 1, 1_000_000_000);
    limits.forEach((model, own) -> own.check(problems, "serving.limits." + model + "."));
  }
}
