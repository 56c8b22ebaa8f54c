package org.mollify.experiments.figure;

import java.util.Arrays;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * A line of a {@link LinePlot}, of points that an axis can hold.
 *
 * @param name its name in the legend
 * @param x finite numbers
 * @param y as many numbers; NaN leaves a gap
 * @param errors half-length of each error bar; null for a line without
 */
record PlotLine(String name, double[] x, double[] y, double[] errors) {

  /** Up to this many points, each has an x label and a marker of its own. */
  private static final int FEW_POINTS = 12;

  /** Checks that every point can be drawn. */
  PlotLine {
    if (x.length == 0 || x.length != y.length) {
      throw new IllegalArgumentException(
          "line '%s' needs as many y as x, at least one, got %d x and %d y"
              .formatted(name, x.length, y.length));
    }
    if (errors != null && errors.length != y.length) {
      throw new IllegalArgumentException(
          "line '%s' needs an error bar a point, got %d for %d points"
              .formatted(name, errors.length, y.length));
    }
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i]) || Double.isInfinite(y[i])) {
        throw new IllegalArgumentException(
            "point %d of line '%s' is (%s, %s), which no axis holds; use NaN for a gap in y"
                .formatted(i, name, x[i], y[i]));
      }
      double error = errors == null ? 0 : errors[i];
      if (!(error >= 0) || Double.isInfinite(error)) {
        throw new IllegalArgumentException(
            "error bar %d of line '%s' must be a finite number of at least 0, got %s"
                .formatted(i, name, error));
      }
    }
  }

  /** Checks that a logarithmic axis can show every point and bar. */
  void requirePositive() {
    for (int i = 0; i < y.length; i++) {
      if (y[i] - error(i) <= 0) {
        throw new IllegalArgumentException(
            "point %d of line '%s' reaches down to %s, which a logarithmic axis cannot show"
                .formatted(i, name, y[i] - error(i)));
      }
    }
  }

  /** Half-length of the error bar of a point, 0 without. */
  double error(int point) {
    return errors == null ? 0 : errors[point];
  }

  boolean hasFewPoints() {
    return x.length <= FEW_POINTS;
  }

  /**
   * XChart labels the axis at multiples of the data's own spacing where that is regular. That suits
   * a few epochs, but gives 0, 1600, 3200 for a point every 200 steps; an undrawn point near the
   * last x makes the spacing irregular and the labels round.
   */
  XYSeries addTo(XYChart chart) {
    if (hasFewPoints()) {
      return chart.addSeries(name, x, y, errors);
    }
    int n = x.length;
    double[] extendedX = Arrays.copyOf(x, n + 1);
    double[] extendedY = Arrays.copyOf(y, n + 1);
    extendedX[n] = x[n - 1] - 0.375 * (x[n - 1] - x[0]) / n;
    extendedY[n] = Double.NaN;
    double[] extendedErrors = errors == null ? null : Arrays.copyOf(errors, n + 1);
    return chart.addSeries(name, extendedX, extendedY, extendedErrors);
  }
}
