package org.mollify.runtime;

import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;

/** Replaces missing values, given as NaN, as the model's training data had them replaced. */
final class Imputer {
  private Imputer() {}

  /** Returns the rows with replacements; NaN in a column without one stays. */
  static double[][] fill(double[][] rows, BundleManifest.Data data) {
    List<Column> columns = data.columns();
    if (columns == null || columns.stream().allMatch(column -> column.imputation() == null)) {
      return rows;
    }
    double[][] filled = rows.clone();
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; rows[r] != null && c < Math.min(columns.size(), rows[r].length); c++) {
        if (Double.isNaN(rows[r][c]) && columns.get(c).imputation() != null) {
          filled[r] = filled[r] == rows[r] ? rows[r].clone() : filled[r];
          filled[r][c] = columns.get(c).imputation().value();
        }
      }
    }
    return filled;
  }
}
