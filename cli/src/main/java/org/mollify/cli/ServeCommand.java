package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mollify.runtime.Provider;
import org.mollify.server.MollifyServer;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfigFile;
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

  @Option(names = "--config", paramLabel = "FILE", description = "JSON file of server settings.")
  private Path configFile;

  @Option(names = "--check-config", description = "Check the configuration and exit.")
  private boolean checkConfig;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerConfig config = config();
    if (checkConfig) {
      List<String> problems = ServerConfigFile.check(config);
      problems.forEach(problem -> System.err.println("mollify serve: " + problem));
      if (problems.isEmpty()) {
        System.out.println("the configuration can be served");
      }
      return problems.isEmpty() ? 0 : 1;
    }
    serve(config);
    return 0;
  }

  private ServerConfig config() throws IOException {
    ServerConfig config =
        configFile == null ? ServerConfig.defaults() : ServerConfigFile.read(configFile);
    if (!bundles.isEmpty()) {
      config = config.withBundles(bundles);
    }
    if (host != null) {
      config = config.withHost(host);
    }
    if (port != null) {
      config = config.withPort(port);
    }
    if (provider != null) {
      config = config.withProvider(provider);
    }
    return allowUnproven ? config.withAllowUnproven(true) : config;
  }

  /** Serves until the process is told to stop. */
  static void serve(ServerConfig config) throws IOException, InterruptedException {
    MollifyServer server = MollifyServer.start(config);
    server.closeOnShutdown();
    System.out.printf(
        "serving %s on %s at http://%s:%d/ (stop with Ctrl-C)%n",
        String.join(", ", server.models()), config.provider(), config.host(), server.port());
    server.awaitClose();
  }
}
