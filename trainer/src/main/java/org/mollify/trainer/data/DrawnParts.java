package org.mollify.trainer.data;

import java.util.List;
import java.util.SplittableRandom;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

/** The sets that are drawn, not read: three parts from three independent streams of one seed. */
final class DrawnParts {
  /** Training rows, as in the paper's appendix D.1. */
  static final int TRAIN_ROWS = 10_000;

  /** Validation rows; the paper has none. */
  static final int VALIDATION_ROWS = 2_000;

  /** Test rows, as in the paper's appendix D.1. */
  static final int TEST_ROWS = 10_000;

  private DrawnParts() {}

  static TabularDataset draw(BuiltInSet set, long seed) {
    SplittableRandom root = new SplittableRandom(seed);
    RowBlock train = part(set, TRAIN_ROWS, root.split());
    RowBlock validation = part(set, VALIDATION_ROWS, root.split());
    RowBlock test = part(set, TEST_ROWS, root.split());
    DataProvenance provenance =
        new DataProvenance(
            set.id(),
            List.of(),
            SplitRule.OFFICIAL.id(),
            seed,
            TRAIN_ROWS,
            VALIDATION_ROWS,
            TEST_ROWS,
            List.of(),
            List.of());
    List<Column> columns =
        List.of(new Column("x", ColumnType.REAL), new Column("y", ColumnType.REAL));
    return new TabularDataset(set.id(), columns, train, validation, test, provenance);
  }

  private static RowBlock part(BuiltInSet set, int rows, SplittableRandom random) {
    double[] points =
        set == BuiltInSet.GMM
            ? MixtureOfGaussians.sample(rows, random)
            : VonMises.sample(rows, random);
    return new RowBlock(points, 2, null);
  }
}
