package org.mollify.server.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * Reads an Arrow IPC stream: one column for each column of the model, by name and in any order, or
 * for images one column of lists, an item each, which may say that they are tensors. Null is a
 * missing value; a categorical column takes labels as text, with a dictionary or without.
 */
final class ArrowBody {
  /** Native memory of a body, in its own size: values are copied once, validity bits are made. */
  private static final int MEMORY_FACTOR = 4;

  private static final int MEMORY_LEAST = 1 << 20;

  private final RowReader rows;

  ArrowBody(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    ArrowFrames.check(body);
    try (ArrowMemory memory =
            new ArrowMemory((long) body.length * MEMORY_FACTOR + MEMORY_LEAST, rows.memory());
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(body), memory.allocator())) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      Columns columns = columns(root);
      while (reader.loadNextBatch()) {
        int count = root.getRowCount();
        rows.requireRoom(rows.count() + (long) count);
        columns.read(count, reader.getDictionaryVectors());
      }
    } catch (OutOfMemoryException e) {
      throw RowReader.malformed(
          "the Arrow stream says that it holds more than its " + body.length + " bytes can");
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw malformed(e);
    } catch (IllegalStateException
        | UnsupportedOperationException
        | ArithmeticException
        | NullPointerException
        | ClassCastException
        | NegativeArraySizeException
        | AssertionError e) {
      // The library checks bounds, but has no one exception for bytes that make no sense.
      throw malformed(e);
    }
  }

  /** Takes the rows of one batch out of its vectors. */
  @FunctionalInterface
  private interface Columns {
    void read(int count, Map<Long, Dictionary> dictionaries);
  }

  private Columns columns(VectorSchemaRoot root) {
    List<FieldVector> vectors = root.getFieldVectors();
    if (vectors.size() == 1 && isList(vectors.get(0))) {
      ArrowTensor.check(vectors.get(0).getField(), rows.shape());
      return (count, dictionaries) -> items(vectors.get(0), count);
    }
    if (rows.columns().isEmpty()) {
      throw RowReader.rowProblem(
          "the schema has "
              + vectors.size()
              + " columns; expected one, of lists of "
              + rows.width()
              + " numbers");
    }
    int[] positions =
        rows.columns().header(vectors.stream().map(FieldVector::getName).toList(), "the schema");
    return (count, dictionaries) -> table(vectors, positions, count, dictionaries);
  }

  private void table(
      List<FieldVector> vectors, int[] positions, int count, Map<Long, Dictionary> dictionaries) {
    ArrowCell[] cells = new ArrowCell[positions.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = ArrowCell.of(vectors.get(i), dictionaries);
    }
    for (int r = 0; r < count; r++) {
      double[] row = new double[positions.length];
      for (int i = 0; i < cells.length; i++) {
        int column = positions[i];
        if (cells[i].isNull(r)) {
          row[column] = rows.missing(column, "");
        } else if (cells[i].isText()) {
          row[column] = rows.value(column, cells[i].text(r), "");
        } else if (rows.isCategorical(column)) {
          throw RowReader.rowProblem(
              rows.cell(column) + " is a number; expected a label, as text or by a dictionary");
        } else {
          row[column] = rows.finite(column, cells[i].number(r));
        }
      }
      rows.add(row);
    }
  }

  private void items(FieldVector vector, int count) {
    FieldVector values =
        vector instanceof FixedSizeListVector fixed
            ? fixed.getDataVector()
            : ((ListVector) vector).getDataVector();
    ArrowCell cell = ArrowCell.of(values, Map.of());
    for (int r = 0; r < count; r++) {
      int start;
      int end;
      if (vector instanceof FixedSizeListVector fixed) {
        start = Math.multiplyExact(r, fixed.getListSize());
        end = start + fixed.getListSize();
      } else {
        start = ((ListVector) vector).getElementStartIndex(r);
        end = ((ListVector) vector).getElementEndIndex(r);
      }
      if (vector.isNull(r)) {
        throw RowReader.rowProblem("rows[" + rows.count() + "] is null; expected a list");
      }
      double[] row = rows.requireWidth(new double[rows.width()], end - start);
      for (int c = 0; c < row.length; c++) {
        row[c] =
            cell.isNull(start + c)
                ? rows.missing(c, "")
                : rows.finite(c, number(cell, start + c, c));
      }
      rows.add(row);
    }
  }

  private double number(ArrowCell cell, int at, int column) {
    if (cell.isText()) {
      throw RowReader.rowProblem(rows.cell(column) + " is text; expected a number");
    }
    return cell.number(at);
  }

  private static boolean isList(FieldVector vector) {
    return vector instanceof FixedSizeListVector || vector instanceof ListVector;
  }

  private static RuntimeException malformed(Throwable e) {
    String reason = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    return RowReader.malformed(
        "the Arrow stream cannot be read" + (reason.isBlank() ? "" : ": " + reason));
  }
}
