package org.mollify.trainer.data;

import java.util.List;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;

/**
 * A table ready for training: finite numbers in raw data units, split into three parts.
 *
 * @param name a short name: a built-in name, or a file's name
 * @param columns the modelled columns
 * @param train the training part
 * @param validation the validation part
 * @param test the test part
 * @param provenance where it came from
 */
public record TabularDataset(
    String name,
    List<Column> columns,
    RowBlock train,
    RowBlock validation,
    RowBlock test,
    DataProvenance provenance)
    implements Dataset {
  /** Copies the columns. */
  public TabularDataset {
    columns = List.copyOf(columns);
  }

  @Override
  public DataSpec spec() {
    return DataSpec.vector(columns);
  }

  /** Returns the column names in order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }
}
