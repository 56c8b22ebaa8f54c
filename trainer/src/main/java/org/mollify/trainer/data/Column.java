package org.mollify.trainer.data;

import java.util.Objects;

/**
 * A column of a table.
 *
 * @param name its name, not blank, unique in its table
 * @param type how the source wrote it
 */
public record Column(String name, ColumnType type) {
  /** Checks that both are there. */
  public Column {
    Objects.requireNonNull(type, "type");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a column needs a name");
    }
  }
}
