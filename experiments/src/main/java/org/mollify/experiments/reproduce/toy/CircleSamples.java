package org.mollify.experiments.reproduce.toy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mollify.experiments.figure.LinePlot;
import org.mollify.trainer.data.VonMises;

/** Samples near the unit circle: the density of their angle, and their distance from the circle. */
final class CircleSamples {

  private static final int BINS = 60;

  private final Map<String, double[]> densities = new LinkedHashMap<>();
  private final StringBuilder radii =
      new StringBuilder(
          "| training | median distance from the circle | 99 percent |\n|---|---|---|\n");

  void add(String name, double[][] samples) {
    densities.put(name, histogram(samples));
    double[] distances =
        Arrays.stream(samples)
            .mapToDouble(p -> Math.abs(Math.hypot(p[0], p[1]) - 1))
            .sorted()
            .toArray();
    radii.append(
        String.format(
            Locale.ROOT,
            "| %s | %.4f | %.4f |%n",
            name,
            distances[distances.length / 2],
            distances[(int) (0.99 * (distances.length - 1))]));
  }

  /** Share of samples in each bin of the angle per radian. */
  static double[] histogram(double[][] samples) {
    double[] density = new double[BINS];
    for (double[] point : samples) {
      double share = (Math.atan2(point[1], point[0]) + Math.PI) / (2 * Math.PI);
      density[Math.min(BINS - 1, (int) (share * BINS))] += BINS / (2 * Math.PI * samples.length);
    }
    return density;
  }

  /** Middles of the bins. */
  static double[] angles() {
    double[] angles = new double[BINS];
    Arrays.setAll(angles, i -> -Math.PI + (i + 0.5) * 2 * Math.PI / BINS);
    return angles;
  }

  String radii() {
    return radii.toString();
  }

  void write(Path png, Path csv) throws IOException {
    // Last, so that vanilla and mollified have the colours of the other figures.
    densities.put(
        "truth", Arrays.stream(angles()).map(a -> Math.exp(VonMises.logAngleDensity(a))).toArray());
    LinePlot plot = new LinePlot("angle in radians", "density of the angle", false);
    List<String> rows = new ArrayList<>();
    double[] angles = angles();
    densities.forEach(
        (name, density) -> {
          plot.line(name, angles, density);
          for (int i = 0; i < BINS; i++) {
            rows.add(name + "," + angles[i] + "," + density[i]);
          }
        });
    plot.write(png);
    ToyTable.write(csv, "distribution,angle,density_per_radian", rows);
  }
}
