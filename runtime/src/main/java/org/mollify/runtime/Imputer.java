package org.mollify.runtime;

import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;

/** Replaces missing values, given as NaN, as the model's training data had them replaced. */
final class Imputer {
  private Imputer() {}

  /**
   * Returns the values with replacements, or the very array where nothing is replaced; NaN in a
   * column without a replacement stays.
   *
   * @param values rows one after another
   * @param data what a row is
   */
  static double[] fill(double[] values, BundleManifest.Data data) {
    List<Column> columns = data.columns();
    if (columns == null) {
      return values;
    }
    double[] filled = values;
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).imputation() == null) {
        continue;
      }
      for (int i = c; i < values.length; i += columns.size()) {
        if (Double.isNaN(values[i])) {
          filled = filled == values ? values.clone() : filled;
          filled[i] = columns.get(c).imputation().value();
        }
      }
    }
    return filled;
  }
}
