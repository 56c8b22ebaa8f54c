package org.mollify.experiments.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.experiments.figure.Axes;
import org.mollify.experiments.figure.DensityFigure;
import org.mollify.experiments.figure.DensityRow;
import org.mollify.experiments.figure.LogDensity;
import org.mollify.experiments.metric.MmdResult;
import org.mollify.runtime.GenerativeModel;
import org.mollify.trainer.data.MixtureOfGaussians;

/** A figure like the paper's Figure 4: samples, density and score of the truth and of models. */
final class Figure4 {

  private static final double HALF_WIDTH = 4.5;

  private final double[][] heldOut;
  private final List<DensityRow> rows = new ArrayList<>();

  Figure4(double[][] heldOut) {
    this.heldOut = heldOut;
  }

  /** Adds the truth, with its own density and score. */
  void truth(double[][] samples, MmdResult floor) {
    LogDensity density =
        points ->
            Arrays.stream(points)
                .mapToDouble(point -> MixtureOfGaussians.logDensity(point[0], point[1]))
                .toArray();
    rows.add(
        DensityRow.of("truth", samples, density)
            .withMmdFloor(floor.squaredBiased())
            .withMeanLogLikelihood(mean(density))
            .withScore(
                points ->
                    Arrays.stream(points)
                        .map(point -> MixtureOfGaussians.score(point[0], point[1]))
                        .toArray(double[][]::new)));
  }

  /** Adds a model, its score by central differences of its log-likelihood. */
  void model(String name, GenerativeModel model, double[][] samples, MmdResult mmd) {
    rows.add(row(name, samples, points -> model.score(points).logLikelihood(), mmd));
  }

  private DensityRow row(String name, double[][] samples, LogDensity density, MmdResult mmd) {
    return DensityRow.of(name, samples, density)
        .withMmdSquared(mmd.squaredBiased())
        .withMeanLogLikelihood(mean(density));
  }

  private double mean(LogDensity density) {
    return Arrays.stream(density.at(heldOut)).average().orElseThrow();
  }

  void write(Path path) throws IOException {
    new DensityFigure(Axes.square(HALF_WIDTH), rows).write(path);
  }
}
