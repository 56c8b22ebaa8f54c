package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.mollify.experiments.Reproductions;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reproduce",
    description = {
      "Reproduces tables and figures of the paper.",
      "Stopped, it goes on where it was when it is started again with the same --out."
    },
    sortOptions = false,
    footer = {"", "Example:", "  mollify reproduce table4 --quick --out table4"})
final class ReproduceCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "WHAT",
      arity = "1..*",
      description =
          "fig1 to fig10, table1, table2, table4, anomaly, classifier, decoder-output,"
              + " mollified-images.")
  private List<String> what;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder of the results; with several WHAT, one folder below it for each table and one for"
              + " all figures.")
  private Path out;

  @Option(names = "--seeds", paramLabel = "N", description = "Number of seeds.")
  private Integer seeds;

  @Option(names = "--quick", description = "A small subset, in minutes.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Restrict to data sets, models or mollifiers of these names.")
  private List<String> only = List.of();

  @Mixin private DataFolder dataFolder;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Training runs side by side, one thread each (default: one a core). Figures train one run"
              + " after another.")
  private Integer jobs;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Reproduction> reproductions = what.stream().distinct().map(Reproductions::get).toList();
    OutFolder.require(out);
    EngineThreads.use(1);
    for (Reproduction reproduction : reproductions) {
      Path folder = reproductions.size() == 1 ? out : out.resolve(reproduction.folder());
      reproduction.run(
          new ReproductionRequest(
              folder,
              seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds),
              quick,
              dataFolder.path(),
              only,
              jobs == null ? Runtime.getRuntime().availableProcessors() : jobs,
              System.err::println,
              System.out::println));
    }
    return 0;
  }
}
