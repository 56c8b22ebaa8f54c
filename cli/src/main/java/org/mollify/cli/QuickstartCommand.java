package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mollify.experiments.metric.MmdResult;
import org.mollify.experiments.quickstart.Quickstart;
import org.mollify.server.config.ServerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "quickstart",
    description =
        "The whole way on built-in data, in about a minute: train, compare, export, serve.",
    sortOptions = false,
    footer = {"", "Example:", "  mollify quickstart --out quickstart --port 8080"})
final class QuickstartCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "quickstart",
      description = "Folder to write (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the server (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--no-serve", description = "Stop before the server.")
  private boolean noServe;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OutFolder.require(out);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--port expects 0 to 65535; got %d".formatted(port));
    }
    EngineThreads.use(1);
    Quickstart.Result result = new Quickstart(out, System.err::println).run();
    System.out.printf("MMD^2 to held-out data, biased V-statistic, %s%n", result.floor().kernel());
    print("truth against truth (the floor)", result.floor(), result);
    print("vanilla", result.vanilla(), result);
    print("mollified", result.mollified(), result);
    System.out.println("figure: " + result.figure());
    System.out.println("bundle: " + result.bundle());
    System.out.printf("curl 'http://127.0.0.1:%d/sample?n=3&seed=7'%n", port);
    System.out.printf(
        "curl -H 'Content-Type: application/json' -d '{\"rows\": [[0, 2], [0, 0]]}'"
            + " http://127.0.0.1:%d/loglik%n",
        port);
    if (noServe) {
      System.out.printf("serve it: mollify serve %s --port %d%n", result.bundle(), port);
    } else {
      ServeCommand.serve(
          ServerConfig.defaults().withPort(port).withBundles(List.of(result.bundle())));
    }
    return 0;
  }

  private static void print(String name, MmdResult mmd, Quickstart.Result result) {
    System.out.printf(
        "  %-32s %.3e  (%.1f times the floor)%n",
        name, mmd.squaredBiased(), mmd.ratioTo(result.floor()));
  }
}
