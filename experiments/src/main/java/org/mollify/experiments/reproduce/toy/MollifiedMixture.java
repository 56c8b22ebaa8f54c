package org.mollify.experiments.reproduce.toy;

import java.util.Arrays;
import java.util.Locale;
import org.mollify.experiments.figure.DensityRow;
import org.mollify.experiments.figure.LogDensity;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.noise.NoiseStream.Purpose;
import org.mollify.trainer.data.MixtureOfGaussians;
import org.mollify.trainer.mollify.Schedule;

/**
 * The mixture of Gaussians under {@code sqrt(1 - g) x + sqrt(g) e} (eq. 2), in raw units: again a
 * mixture, with means {@code sqrt(1 - g) mu} and variance {@code (1 - g) s^2 + g}.
 */
final class MollifiedMixture {

  private static final long NOISE_SEED = 11;

  private MollifiedMixture() {}

  static DensityRow row(double[][] clean, double progress) {
    double gamma = Schedule.sigmoid(0, 3, 0.7).variance(progress);
    return DensityRow.of("t/T = " + progress, noisy(clean, gamma), logDensity(gamma))
        .withMetric(String.format(Locale.ROOT, "noise variance %.4f", gamma));
  }

  static LogDensity logDensity(double gamma) {
    double variance = (1 - gamma) * MixtureOfGaussians.SIGMA * MixtureOfGaussians.SIGMA + gamma;
    double mean = Math.sqrt(1 - gamma) * MixtureOfGaussians.MEAN;
    return points ->
        Arrays.stream(points)
            .mapToDouble(
                p -> {
                  double upper = Math.exp(-square(p[1] - mean) / (2 * variance));
                  double lower = Math.exp(-square(p[1] + mean) / (2 * variance));
                  return Math.log((upper + lower) / 2)
                      - square(p[0]) / (2 * variance)
                      - Math.log(2 * Math.PI * variance);
                })
            .toArray();
  }

  private static double[][] noisy(double[][] clean, double gamma) {
    NoiseStream stream = new NoiseStream(NOISE_SEED, Purpose.SAMPLE);
    double[][] rows = new double[clean.length][2];
    for (int i = 0; i < clean.length; i++) {
      stream.fill(i, 0, Distribution.NORMAL, Math.sqrt(gamma), rows[i], 0, 2);
      rows[i][0] += Math.sqrt(1 - gamma) * clean[i][0];
      rows[i][1] += Math.sqrt(1 - gamma) * clean[i][1];
    }
    return rows;
  }

  private static double square(double x) {
    return x * x;
  }
}
