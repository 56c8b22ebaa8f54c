package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mollify.runtime.Provider;
import org.mollify.server.MollifyServer;
import org.mollify.server.ServerCheck;
import org.mollify.server.config.ConfigLoader;
import org.mollify.server.config.EffectiveConfig;
import org.mollify.server.config.LoadedConfig;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "serve",
    description = "Serves samples and log-likelihoods of bundles over HTTP.",
    sortOptions = false,
    footer = {"", "Example:", "  mollify serve bundles/wine --port 8080"})
final class ServeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "BUNDLE",
      arity = "0..*",
      description = "Bundle folders; the first is the default model.")
  private List<Path> bundles = List.of();

  @Option(names = "--host", paramLabel = "HOST", description = "Address (default: 127.0.0.1).")
  private String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Port (default: 8080).")
  private Integer port;

  @Option(names = "--provider", paramLabel = "NAME", description = "cpu or cuda (default: cpu).")
  private Provider provider;

  @Option(names = "--allow-unproven", description = "Serve bundles whose proof failed, too.")
  private boolean allowUnproven;

  @Option(
      names = "--insecure",
      description = "Listen without API keys on an address that other machines reach.")
  private boolean insecure;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file of server settings.")
  private Path configFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the configuration, such as limits.maxRows=1000.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--check-config",
      description = "Print the configuration and all that is wrong with it, and exit.")
  private boolean checkConfig;

  @ArgGroup(exclusive = false, heading = "%nA new API key, instead of serving:%n")
  private NewKeyOptions newKey;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (newKey != null) {
      newKey.print();
      return 0;
    }
    LoadedConfig loaded = load();
    if (checkConfig) {
      return check(loaded);
    }
    MollifyServer server = start(loaded.orThrow());
    if (configFile != null) {
      server.follow(configFile, () -> load().orThrow());
    }
    server.awaitClose();
    return 0;
  }

  private LoadedConfig load() throws IOException {
    return ConfigLoader.load(configFile, System.getenv(), commandLine());
  }

  /** Prints the effective configuration; 0 when it can be served, and 2 otherwise. */
  private static int check(LoadedConfig loaded) {
    System.out.print(EffectiveConfig.yaml(loaded));
    List<String> problems = new ArrayList<>(loaded.problems());
    problems.addAll(ServerCheck.files(loaded.config()));
    problems.forEach(problem -> System.err.println("mollify serve: " + problem));
    return problems.isEmpty() ? 0 : 2;
  }

  private Map<String, Object> commandLine() {
    Map<String, Object> given = new LinkedHashMap<>(settings);
    if (!bundles.isEmpty()) {
      given.put("models", bundles.stream().map(path -> new ModelEntry(path, null)).toList());
    }
    if (host != null) {
      given.put("host", host);
    }
    if (port != null) {
      given.put("port", port);
    }
    if (provider != null) {
      given.put("provider", provider);
    }
    if (allowUnproven) {
      given.put("allowUnproven", true);
    }
    if (insecure) {
      given.put("insecure", true);
    }
    return given;
  }

  /** Serves until the process is told to stop. */
  static void serve(ServerConfig config) throws IOException, InterruptedException {
    start(config).awaitClose();
  }

  private static MollifyServer start(ServerConfig config) throws IOException {
    MollifyServer server = MollifyServer.start(config);
    server.closeOnShutdown();
    StopSignals.run(server::close);
    System.out.printf(
        "serving %s on %s at %s://%s:%d/ (stop with Ctrl-C)%n",
        String.join(", ", server.models()),
        config.provider(),
        config.tls().enabled() ? "https" : "http",
        config.host(),
        server.port());
    return server;
  }
}
