package org.mollify.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mollify.runtime.Provider;

/**
 * What a server is told when it starts. {@link #problems()} lists what is wrong with it.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param models bundles to serve; the first is the default model
 * @param provider where models run
 * @param cpuFallback whether to run on the CPU when the provider is not available
 * @param allowUnproven whether to serve bundles whose proof failed
 * @param workers threads that run models
 * @param queueSize requests that may wait for a worker before others are turned away with 503
 * @param maxRows most rows in one request, asked for or sent
 * @param maxValues most numbers in one body or picture, over all rows; samples in other formats are
 *     written as they are drawn, and bounded by {@code maxRows} alone
 * @param maxBodyBytes largest body
 * @param maxImportanceSamples most importance samples of a score
 * @param stopTimeoutSeconds how long stopping waits for requests in flight
 * @param serving how models are kept and run
 */
public record ServerConfig(
    String host,
    int port,
    List<ModelEntry> models,
    Provider provider,
    boolean cpuFallback,
    boolean allowUnproven,
    int workers,
    int queueSize,
    int maxRows,
    int maxValues,
    int maxBodyBytes,
    int maxImportanceSamples,
    int stopTimeoutSeconds,
    ServingConfig serving) {

  /**
   * A bundle to serve.
   *
   * @param path its folder
   * @param name name in URLs; null for the bundle's own
   */
  public record ModelEntry(Path path, String name) {}

  /** Copies the list of models. */
  public ServerConfig {
    models = models == null ? List.of() : List.copyOf(models);
    serving = serving == null ? ServingConfig.defaults() : serving;
  }

  /** Loopback, port 8080, no models yet, one worker a processor. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1",
        8080,
        List.of(),
        Provider.CPU,
        false,
        false,
        Runtime.getRuntime().availableProcessors(),
        256,
        1_000_000,
        4_000_000,
        16 << 20,
        10_000,
        30,
        ServingConfig.defaults());
  }

  /**
   * What is wrong with these values, one line each; empty when a server may start. Bundles are
   * looked at when the server opens them.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (host == null || host.isBlank()) {
      problems.add("host is empty; expected an address such as 127.0.0.1 or 0.0.0.0");
    }
    if (provider == null) {
      problems.add("provider is missing; expected cpu or cuda");
    }
    if (models.isEmpty() && serving.modelsFolder() == null) {
      problems.add("models is empty; name at least one bundle folder");
    }
    range(problems, "port", port, 0, 65_535);
    range(problems, "workers", workers, 1, 1024);
    range(problems, "queueSize", queueSize, 1, 1_000_000);
    range(problems, "maxRows", maxRows, 1, 10_000_000);
    range(problems, "maxValues", maxValues, 1, 1 << 27);
    range(problems, "maxBodyBytes", maxBodyBytes, 1024, 1 << 30);
    range(problems, "maxImportanceSamples", maxImportanceSamples, 1, 1_000_000);
    range(problems, "stopTimeoutSeconds", stopTimeoutSeconds, 0, 3600);
    problems.addAll(serving.problems());
    return problems;
  }

  /** The limits of a model: its own where there are any, else those of the server. */
  public ModelLimits limits(String model) {
    ModelLimits ofServer = new ModelLimits(maxRows, maxRows, queueSize, serving.queueRows());
    return serving.limits().getOrDefault(model, ofServer);
  }

  /** This configuration with other models. */
  public ServerConfig withModels(List<ModelEntry> value) {
    return copy(
        host, port, value, provider, cpuFallback, allowUnproven, workers, queueSize, serving);
  }

  /** This configuration with bundles under their own names. */
  public ServerConfig withBundles(List<Path> folders) {
    return withModels(folders.stream().map(folder -> new ModelEntry(folder, null)).toList());
  }

  /** This configuration on another address. */
  public ServerConfig withHost(String value) {
    return copy(
        value, port, models, provider, cpuFallback, allowUnproven, workers, queueSize, serving);
  }

  /** This configuration on another port. */
  public ServerConfig withPort(int value) {
    return copy(
        host, value, models, provider, cpuFallback, allowUnproven, workers, queueSize, serving);
  }

  /** This configuration with another provider. */
  public ServerConfig withProvider(Provider value) {
    return copy(host, port, models, value, cpuFallback, allowUnproven, workers, queueSize, serving);
  }

  /** This configuration with or without serving unproven bundles. */
  public ServerConfig withAllowUnproven(boolean value) {
    return copy(host, port, models, provider, cpuFallback, value, workers, queueSize, serving);
  }

  /** This configuration with other workers and another queue. */
  public ServerConfig withWorkers(int workers, int queueSize) {
    return copy(
        host, port, models, provider, cpuFallback, allowUnproven, workers, queueSize, serving);
  }

  /** This configuration with other settings of how models are kept and run. */
  public ServerConfig withServing(ServingConfig value) {
    return copy(
        host, port, models, provider, cpuFallback, allowUnproven, workers, queueSize, value);
  }

  private ServerConfig copy(
      String host,
      int port,
      List<ModelEntry> models,
      Provider provider,
      boolean cpuFallback,
      boolean allowUnproven,
      int workers,
      int queueSize,
      ServingConfig serving) {
    return new ServerConfig(
        host,
        port,
        models,
        provider,
        cpuFallback,
        allowUnproven,
        workers,
        queueSize,
        maxRows,
        maxValues,
        maxBodyBytes,
        maxImportanceSamples,
        stopTimeoutSeconds,
        serving);
  }

  private static void range(List<String> problems, String name, int value, int least, int most) {
    String problem = Range.problem(name, value, least, most);
    if (!problem.isEmpty()) {
      problems.add(problem);
    }
  }
}
