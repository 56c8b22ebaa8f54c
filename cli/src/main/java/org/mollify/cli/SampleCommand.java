package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.mollify.runtime.GenerativeModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    description = "Draws rows or images from a bundle.",
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  mollify sample bundles/wine -n 64 --seed 7 --out wine.csv",
      "  mollify sample bundles/cifar10 -n 64 --seed 7 --out grid.png"
    })
final class SampleCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Bundle folder.")
  private Path bundle;

  @Option(names = "-n", required = true, paramLabel = "N", description = "Number of rows.")
  private int n;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "Scale of normal noise (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Mixin private RuntimeChoice runtime;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write, .csv or .npy, or .png for a grid of images.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    try (GenerativeModel model = runtime.open(bundle)) {
      RowFile file = RowFile.ofSamples(out, model.manifest().data());
      double[][] rows = model.sample(n, seed, temperature);
      file.writeItems(model.manifest().data(), rows);
      RuntimeChoice.report(model, rows.length, out);
    }
    return 0;
  }
}
