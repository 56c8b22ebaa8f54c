package org.mollify.server.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.server.format.BodyMemory;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Takes rows out of the inputs of a request: their values, one row after another. */
final class TensorRows {
  /** The header of an array, and a reference to it. */
  private static final int ROW_BYTES = 24;

  private final int maxRows;
  private final BodyMemory memory;

  /**
   * For the inputs of one request.
   *
   * @param maxRows most rows
   * @param memory what they are read into
   */
  TensorRows(int maxRows, BodyMemory memory) {
    this.maxRows = maxRows;
    this.memory = memory;
  }

  /**
   * Rows of a model: one tensor {@code x} of them all, whose elements are taken over, or for a
   * table one tensor a column.
   *
   * @param inputs the inputs of the request
   * @param data what a row is
   */
  double[] data(List<Tensor> inputs, BundleManifest.Data data) {
    boolean whole = inputs.size() == 1 && inputs.get(0).name().equals(ModelSignature.ROWS);
    if (whole || data.columns() == null) {
      return matrix(inputs, ModelSignature.ROWS, data.shape());
    }
    return columns(inputs, data.columns());
  }

  /** Rows of latents, from one tensor {@code z}, whose elements are taken over. */
  double[] latents(List<Tensor> inputs, long latents) {
    return matrix(inputs, ModelSignature.LATENTS, List.of(latents));
  }

  /** The same values, a row each. */
  double[][] each(double[] values, int width) {
    int count = values.length / width;
    memory.take(count * ((long) width * Double.BYTES + ROW_BYTES));
    double[][] rows = new double[count][];
    for (int r = 0; r < count; r++) {
      rows[r] = Arrays.copyOfRange(values, r * width, (r + 1) * width);
    }
    return rows;
  }

  private double[] matrix(List<Tensor> inputs, String name, List<Long> itemShape) {
    if (inputs.size() != 1 || !inputs.get(0).name().equals(name)) {
      throw rowProblem("the inputs are " + names(inputs) + "; expected " + name + " alone");
    }
    Tensor input = inputs.get(0);
    long[] shape = input.shape();
    long width = itemShape.stream().reduce(1L, Math::multiplyExact);
    long[] item = shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length);
    if (shape.length == 0 || !isItem(item, itemShape, width)) {
      throw rowProblem(
          "input "
              + name
              + " has the shape "
              + Arrays.toString(shape)
              + "; expected [n, "
              + itemShape.toString().substring(1));
    }
    if (input.numbers() == null) {
      throw rowProblem("input " + name + " is text; expected numbers");
    }
    count(shape[0]);
    return input.numbers();
  }

  /** An item has its own axes, or all its values on one. */
  private static boolean isItem(long[] item, List<Long> itemShape, long width) {
    return item.length == 1 && item[0] == width
        || Arrays.stream(item).boxed().toList().equals(itemShape);
  }

  private double[] columns(List<Tensor> inputs, List<Column> columns) {
    List<Tensor> inOrder = new ArrayList<>();
    for (Column column : columns) {
      inOrder.add(
          inputs.stream()
              .filter(input -> input.name().equals(column.name()))
              .findFirst()
              .orElseThrow(() -> wrongInputs(inputs, columns)));
    }
    if (inputs.size() != columns.size()) {
      throw wrongInputs(inputs, columns);
    }
    int count = count(inOrder.get(0).count());
    inOrder.forEach(input -> requireColumn(input, count));
    int values = Math.multiplyExact(count, columns.size());
    memory.take((long) values * Double.BYTES);
    double[] rows = new double[values];
    for (int c = 0; c < columns.size(); c++) {
      fill(rows, count, c, inOrder.get(c), columns.get(c));
    }
    return rows;
  }

  private static void requireColumn(Tensor input, int count) {
    long[] shape = input.shape();
    boolean vector = shape.length == 1 || shape.length == 2 && shape[1] == 1;
    if (!vector || shape[0] != count) {
      throw rowProblem(
          "input "
              + input.name()
              + " has the shape "
              + Arrays.toString(shape)
              + "; expected ["
              + count
              + "], as the first column has");
    }
  }

  private static void fill(double[] rows, int count, int c, Tensor input, Column column) {
    int width = rows.length / count;
    for (int r = 0; r < count; r++) {
      if (input.numbers() != null) {
        rows[r * width + c] = input.numbers()[r];
        continue;
      }
      try {
        rows[r * width + c] = ColumnText.parse(column, input.texts().get(r));
      } catch (IllegalArgumentException e) {
        throw rowProblem("input " + input.name() + "[" + r + "] " + e.getMessage());
      }
    }
  }

  /** Checks a number of rows. */
  private int count(long rows) {
    if (rows == 0) {
      throw rowProblem("there are no rows; expected at least one");
    }
    if (rows > maxRows) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          "there are " + rows + " rows; send them in parts of at most " + maxRows);
    }
    return (int) rows;
  }

  private static ProblemException wrongInputs(List<Tensor> inputs, List<Column> columns) {
    return rowProblem(
        "the inputs are "
            + names(inputs)
            + "; expected "
            + ModelSignature.ROWS
            + " alone, or one for each of the columns "
            + shortened(columns.stream().map(Column::name).toList()));
  }

  private static String names(List<Tensor> inputs) {
    return inputs.isEmpty() ? "none" : shortened(inputs.stream().map(Tensor::name).toList());
  }

  private static String shortened(List<String> names) {
    int shown = Math.min(names.size(), 24);
    String list = String.join(", ", names.subList(0, shown));
    return shown == names.size() ? list : list + ", ...";
  }

  private static ProblemException rowProblem(String detail) {
    return new ProblemException(ProblemType.ROWS, detail);
  }
}
