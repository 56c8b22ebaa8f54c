package org.mollify.experiments.figure;

import java.util.Random;

/** An equal mixture of two round Gaussians at (0, -offset) and (0, offset), all in closed form. */
record TwoGaussians(double offset, double sd) {

  /** The mixture of the paper's appendix D.1. */
  static final TwoGaussians PAPER = new TwoGaussians(2, 2.0 / 3);

  double[] logDensity(double[][] points) {
    double[] logs = new double[points.length];
    for (int i = 0; i < logs.length; i++) {
      double up = component(points[i], offset);
      double down = component(points[i], -offset);
      double larger = Math.max(up, down);
      logs[i] =
          larger
              + Math.log(Math.exp(up - larger) + Math.exp(down - larger))
              - Math.log(4 * Math.PI * sd * sd);
    }
    return logs;
  }

  double[][] score(double[][] points) {
    double[][] scores = new double[points.length][2];
    for (int i = 0; i < scores.length; i++) {
      double weightUp =
          1 / (1 + Math.exp(component(points[i], -offset) - component(points[i], offset)));
      scores[i][0] = -points[i][0] / (sd * sd);
      scores[i][1] = ((2 * weightUp - 1) * offset - points[i][1]) / (sd * sd);
    }
    return scores;
  }

  double[][] sample(int n, long seed) {
    Random random = new Random(seed);
    double[][] samples = new double[n][2];
    for (double[] sample : samples) {
      sample[0] = sd * random.nextGaussian();
      sample[1] = sd * random.nextGaussian() + (random.nextBoolean() ? offset : -offset);
    }
    return samples;
  }

  DensityRow row(String name, int n, long seed) {
    return DensityRow.of(name, sample(n, seed), this::logDensity).withScore(this::score);
  }

  private double component(double[] point, double centre) {
    double dy = point[1] - centre;
    return -(point[0] * point[0] + dy * dy) / (2 * sd * sd);
  }
}
