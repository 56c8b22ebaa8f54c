package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.mollify.experiments.evaluate.RowReader;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Interpolation;
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

  @Option(
      names = "--interpolate",
      paramLabel = "STEPS",
      description = "N lines of STEPS items each, from one sample to another, in place of samples.")
  private Integer steps;

  @Option(
      names = "--reconstruct",
      paramLabel = "FILE",
      description =
          "The first N items of a file, and beside each what the model makes of its latents, in"
              + " place of samples.")
  private Path reconstruct;

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
      double[][] rows = items(model);
      file.writeItems(model.manifest().data(), rows, columns(rows.length));
      RuntimeChoice.report(model, rows.length, out);
    }
    return 0;
  }

  private double[][] items(GenerativeModel model) throws IOException {
    if (steps != null && reconstruct != null) {
      throw new IllegalArgumentException(
          "--interpolate and --reconstruct are two pictures; give one of them");
    }
    if (steps != null) {
      return Interpolation.between(model, n, steps, seed, temperature);
    }
    if (reconstruct == null) {
      return model.sample(n, seed, temperature);
    }
    double[][] given = RowReader.read(reconstruct, model.manifest().data());
    double[][] first = Arrays.copyOf(given, Math.min(Math.max(1, n), given.length));
    double[][] again = model.decode(model.encode(first));
    double[][] pairs = new double[2 * first.length][];
    for (int i = 0; i < first.length; i++) {
      pairs[2 * i] = first[i];
      pairs[2 * i + 1] = again[i];
    }
    return pairs;
  }

  /** Images in a row of a grid: a whole line, whole pairs, or what makes it square. */
  private int columns(int items) {
    int square = (int) Math.ceil(Math.sqrt(items));
    return steps != null ? steps : reconstruct != null ? square + square % 2 : square;
  }
}
