package org.mollify.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How models are kept and run.
 *
 * @param modelsFolder folder of models, {@code NAME/bundle.json} or {@code
 *     NAME/VERSION/bundle.json}, that is watched while the server runs; null for none
 * @param watchMillis time between two looks at the folder; 0 looks only when told to
 * @param timeoutMillis time within which a request has to be answered unless it says otherwise; 0
 *     for no limit
 * @param batchRows most rows in one run of a graph; 0 leaves it to the runtime
 * @param batchMillis how long one run should take at most: the number of rows in a run follows the
 *     time that runs took
 * @param queueRows most rows of unanswered requests for each of scoring and sampling
 * @param limits limits of single models by name, in place of those of the server
 */
public record ServingConfig(
    Path modelsFolder,
    int watchMillis,
    int timeoutMillis,
    int batchRows,
    int batchMillis,
    int queueRows,
    Map<String, ModelLimits> limits) {

  /** Copies the limits. */
  public ServingConfig {
    limits = limits == null ? Map.of() : Map.copyOf(limits);
  }

  /** No folder, a minute for a request, 20 ms for a run. */
  public static ServingConfig defaults() {
    return new ServingConfig(null, 2000, 60_000, 0, 20, 1_000_000, Map.of());
  }

  /** These settings with a folder of models. */
  public ServingConfig withModelsFolder(Path value, int everyMillis) {
    return new ServingConfig(
        value, everyMillis, timeoutMillis, batchRows, batchMillis, queueRows, limits);
  }

  /** These settings with another time for a request. */
  public ServingConfig withTimeoutMillis(int value) {
    return new ServingConfig(
        modelsFolder, watchMillis, value, batchRows, batchMillis, queueRows, limits);
  }

  /** These settings with limits of single models. */
  public ServingConfig withLimits(Map<String, ModelLimits> value) {
    return new ServingConfig(
        modelsFolder, watchMillis, timeoutMillis, batchRows, batchMillis, queueRows, value);
  }

  /** What is wrong with these values, one line each. */
  List<String> problems() {
    Stream<String> own =
        Stream.of(
            Range.problem("serving.watchMillis", watchMillis, 0, 3_600_000),
            Range.problem("serving.timeoutMillis", timeoutMillis, 0, 86_400_000),
            Range.problem("serving.batchRows", batchRows, 0, 1 << 20),
            Range.problem("serving.batchMillis", batchMillis, 1, 60_000),
            Range.problem("serving.queueRows", queueRows, 1, 1_000_000_000));
    Stream<String> ofModels =
        limits.entrySet().stream()
            .flatMap(e -> e.getValue().problems("serving.limits." + e.getKey() + ".").stream());
    return Stream.concat(own, ofModels).filter(problem -> !problem.isEmpty()).toList();
  }
}
