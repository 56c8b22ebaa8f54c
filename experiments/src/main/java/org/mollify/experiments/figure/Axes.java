package org.mollify.experiments.figure;

/**
 * The rectangle of the plane that every panel of a figure shows.
 *
 * @param xMin left edge
 * @param xMax right edge, above {@code xMin}
 * @param yMin lower edge
 * @param yMax upper edge, above {@code yMin}
 */
public record Axes(double xMin, double xMax, double yMin, double yMax) {

  /**
   * Checks the edges.
   *
   * @throws IllegalArgumentException if an edge is not finite or a range is empty
   */
  public Axes {
    requireRange("x", xMin, xMax);
    requireRange("y", yMin, yMax);
  }

  /**
   * A square around the origin.
   *
   * @param halfWidth distance of each edge from the origin, positive
   * @return the square
   * @throws IllegalArgumentException if {@code halfWidth} is not a positive finite number
   */
  public static Axes square(double halfWidth) {
    return new Axes(-halfWidth, halfWidth, -halfWidth, halfWidth);
  }

  double width() {
    return xMax - xMin;
  }

  double height() {
    return yMax - yMin;
  }

  boolean contains(double x, double y) {
    return x >= xMin && x <= xMax && y >= yMin && y <= yMax;
  }

  /**
   * Round numbers inside a range, a multiple of 1, 2 or 5 times a power of ten apart.
   *
   * @param low lower end
   * @param high upper end
   * @param most no more intervals than this
   * @return the numbers, ascending
   */
  static double[] ticks(double low, double high, int most) {
    double rough = (high - low) / most;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double candidate : new double[] {1, 2, 5}) {
      if (candidate * power >= rough * (1 - 1e-9)) {
        step = candidate * power;
        break;
      }
    }
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    double[] ticks = new double[(int) (last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return ticks;
  }

  private static void requireRange(String name, double low, double high) {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "the %s axis needs finite ends with the lower one first, got %s to %s"
              .formatted(name, low, high));
    }
  }
}
