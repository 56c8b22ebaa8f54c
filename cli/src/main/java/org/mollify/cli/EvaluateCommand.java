package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mollify.experiments.evaluate.Metric;
import org.mollify.experiments.evaluate.ModelEvaluation;
import org.mollify.experiments.evaluate.Part;
import org.mollify.models.checkpoint.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description = "Prints metrics of a run or a bundle as one JSON object.",
    sortOptions = false,
    footer = {"", "Example:", "  mollify evaluate bundles/wine --data redwine --metric loglik,bpd"})
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN|BUNDLE", description = "Run or bundle folder.")
  private Path target;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description = "Built-in data set, or csv:PATH, npy:PATH, npz:PATH.")
  private String data;

  @Mixin private DataOptions dataOptions;

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "test",
      description = "train, validation or test (default: ${DEFAULT-VALUE}).")
  private Part part;

  @Option(
      names = "--metric",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "loglik",
      description = "loglik, bpd, mmd, auroc, ap (default: ${DEFAULT-VALUE}).")
  private List<String> metrics;

  @Option(
      names = "--checkpoint",
      paramLabel = "SLOT",
      defaultValue = "best",
      description = "Checkpoint of a run, best or last (default: ${DEFAULT-VALUE}).")
  private Checkpoint.Slot slot;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    EngineThreads.use(1);
    ModelEvaluation evaluation =
        new ModelEvaluation(
            target,
            slot,
            data,
            dataOptions.target(),
            dataOptions.folder(),
            dataOptions.split(),
            dataOptions.splitSeed(),
            part,
            metrics.stream().map(Metric::of).toList(),
            seed);
    System.out.println(evaluation.run().toPrettyString());
    return 0;
  }
}
