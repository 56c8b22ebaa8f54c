package org.mollify.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mollify.runtime.Provider;

/**
 * What a server is told when it starts. {@link #problems()} lists what is wrong with it.
 *
 * <p>A component of this record, or of a record that is a component of it, <i>is</i> a key of the
 * configuration file, an environment variable, and a line that {@code --check-config} prints: to
 * add one, add it here with its default and its check, to {@code deploy/server.yaml} and to {@code
 * docs/serving.md}; tests hold the last two to this record.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param insecure whether to listen without keys on an address that other machines reach
 * @param models bundles to serve; the first is the default model
 * @param provider where models run
 * @param cpuFallback whether to run on the CPU when the provider is not available
 * @param allowUnproven whether to serve bundles whose proof failed
 * @param workers threads that run models; 0 takes one a processor
 * @param queueSize requests that may wait for a worker before others are turned away with 503
 * @param stopTimeout how long stopping waits for requests in flight
 * @param accessLog whether to log one line for each request
 * @param reloadInterval how often files of keys, certificates and settings are looked at
 * @param serving how models are kept and run
 * @param limits how much a request may ask for
 * @param security who may use the server
 * @param tls certificate of the server
 */
public record ServerConfig(
    String host,
    int port,
    boolean insecure,
    List<ModelEntry> models,
    Provider provider,
    boolean cpuFallback,
    boolean allowUnproven,
    int workers,
    int queueSize,
    Duration stopTimeout,
    boolean accessLog,
    Duration reloadInterval,
    ServingConfig serving,
    LimitsConfig limits,
    SecurityConfig security,
    TlsConfig tls) {

  /**
   * A bundle to serve.
   *
   * @param path its folder
   * @param name name in URLs; null for the bundle's own
   */
  public record ModelEntry(Path path, String name) {}

  /** Copies the list of models, and counts the processors. */
  public ServerConfig {
    models = models == null ? List.of() : List.copyOf(models);
    workers = workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
  }

  /** Loopback, port 8080, no models yet, one worker a processor, no keys, no TLS. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1",
        8080,
        false,
        List.of(),
        Provider.CPU,
        false,
        false,
        0,
        256,
        Duration.ofSeconds(30),
        true,
        Duration.ofSeconds(5),
        ServingConfig.defaults(),
        LimitsConfig.defaults(),
        SecurityConfig.defaults(),
        TlsConfig.defaults());
  }

  /**
   * What is wrong with these values, one line each; empty when a server may start. Files and
   * bundles are looked at when the server opens them.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (host == null || host.isBlank()) {
      problems.add("host is empty; expected an address such as 127.0.0.1 or 0.0.0.0");
    } else if (!insecure && security.keyFile() == null && !isLoopback()) {
      problems.add(
          "host is "
              + host
              + ", which other machines reach, and there are no API keys; set security.keyFile, or"
              + " insecure (--insecure) to let everybody in");
    }
    if (provider == null) {
      problems.add("provider is missing; expected cpu or cuda");
    }
    if (models.isEmpty() && serving.modelsFolder() == null) {
      problems.add("models is empty; name at least one bundle folder");
    }
    Range range = new Range(problems, "");
    range.check("port", port, 0, 65_535);
    range.check("workers", workers, 1, 1024);
    range.check("queueSize", queueSize, 1, 1_000_000);
    range.check("stopTimeout", stopTimeout, Duration.ZERO, Duration.ofHours(1));
    range.check("reloadInterval", reloadInterval, Duration.ofMillis(10), Duration.ofHours(1));
    serving.check(problems);
    limits.check(problems);
    security.check(problems);
    tls.check(problems);
    return problems;
  }

  /** Whether only this machine reaches the address. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** How long stopping waits for requests in flight, in whole seconds. */
  public int stopTimeoutSeconds() {
    return (int) stopTimeout.toSeconds();
  }

  /** The limits of a model: its own where there are any, else those of the server. */
  public ModelLimits limits(String model) {
    ModelLimits ofServer = new ModelLimits(maxRows(), maxRows(), queueSize, serving.queueRows());
    ModelLimits own = serving.limits().get(model);
    return own == null ? ofServer : own.orElse(ofServer);
  }

  /** Most rows in one request, asked for or sent. */
  public int maxRows() {
    return limits.maxRows();
  }

  /** Most numbers in one answer or body, over all rows. */
  public int maxValues() {
    return limits.maxValues();
  }

  /** Largest body. */
  public int maxBodyBytes() {
    return limits.maxBodySize().intBytes();
  }

  /** Most importance samples of a score. */
  public int maxImportanceSamples() {
    return limits.maxImportanceSamples();
  }

  /**
   * This configuration with another value of one key.
   *
   * @param key the key, dots between section and name
   * @param value the value, of the type of the component
   * @throws IllegalArgumentException when there is no such key or the type is another
   */
  public ServerConfig with(String key, Object value) {
    return ConfigKey.replace(this, key, value);
  }

  /** This configuration with other models. */
  public ServerConfig withModels(List<ModelEntry> value) {
    return with("models", value);
  }

  /** This configuration with bundles under their own names. */
  public ServerConfig withBundles(List<Path> folders) {
    return withModels(folders.stream().map(folder -> new ModelEntry(folder, null)).toList());
  }

  /** This configuration on another address. */
  public ServerConfig withHost(String value) {
    return with("host", value);
  }

  /** This configuration on another port. */
  public ServerConfig withPort(int value) {
    return with("port", value);
  }

  /** This configuration with another provider. */
  public ServerConfig withProvider(Provider value) {
    return with("provider", value);
  }

  /** This configuration with or without serving unproven bundles. */
  public ServerConfig withAllowUnproven(boolean value) {
    return with("allowUnproven", value);
  }

  /** This configuration with other settings of how models are kept and run. */
  public ServerConfig withServing(ServingConfig value) {
    return with("serving", value);
  }

  /** This configuration with other workers and another queue. */
  public ServerConfig withWorkers(int workers, int queueSize) {
    return with("workers", workers).with("queueSize", queueSize);
  }
}
