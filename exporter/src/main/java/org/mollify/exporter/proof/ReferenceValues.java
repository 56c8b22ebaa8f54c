package org.mollify.exporter.proof;

import java.util.Arrays;
import org.mollify.runtime.bundle.BundleManifest.Reference;

/** Picks a few values of each column that stand for it when a row is explained. */
public final class ReferenceValues {

  /** Most values a column. */
  public static final int MOST = 20;

  private ReferenceValues() {}

  /**
   * Takes of each column the values at the ranks {@code (m - 1/2) / M}, without interpolation, so
   * that they are values that occur.
   *
   * @param heldOut held-out rows in raw units, at least one
   * @return {@code M = min(20, rows)} values a column, ascending
   */
  public static Reference of(double[][] heldOut) {
    int rows = heldOut.length;
    int most = Math.min(MOST, rows);
    double[][] values = new double[heldOut[0].length][most];
    for (int j = 0; j < values.length; j++) {
      int column = j;
      double[] ascending =
          Arrays.stream(heldOut).mapToDouble(row -> row[column]).sorted().toArray();
      for (int m = 0; m < most; m++) {
        values[j][m] = ascending[(int) ((2L * m + 1) * rows / (2L * most))];
      }
    }
    return new Reference("validation", values);
  }
}
