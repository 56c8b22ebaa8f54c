package org.mollify.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedWidthVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes an Arrow IPC stream batch by batch: {@code begin}, values by row and column, {@code end}.
 * One batch of native memory is held until the table is closed.
 */
final class ArrowTable implements AutoCloseable {
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  private static final ArrowType.Int INT64 = new ArrowType.Int(64, true);
  private static final ArrowType.Int CODE = new ArrowType.Int(32, true);

  private final ArrowMemory memory;
  private final VectorSchemaRoot root;
  private final MapDictionaryProvider dictionaries;
  private final ArrowStreamWriter writer;

  private ArrowTable(
      ArrowMemory memory,
      VectorSchemaRoot root,
      MapDictionaryProvider dictionaries,
      OutputStream out) {
    this.memory = memory;
    this.root = root;
    this.dictionaries = dictionaries;
    this.writer = new ArrowStreamWriter(root, dictionaries, out);
  }

  /** Collects the columns of a table. */
  static final class Builder {
    private final List<Field> fields = new ArrayList<>();
    private final List<List<String>> labels = new ArrayList<>();
    private Map<String, String> metadata = Map.of();

    Builder metadata(Map<String, String> value) {
      metadata = value;
      return this;
    }

    Builder numbers(String name) {
      return add(name, FieldType.notNullable(FLOAT64));
    }

    Builder wholeNumbers(String name) {
      return add(name, FieldType.nullable(INT64));
    }

    Builder flags(String name) {
      return add(name, FieldType.notNullable(ArrowType.Bool.INSTANCE));
    }

    /** A column of labels, given by code. */
    Builder labels(String name, List<String> byCode) {
      labels.add(byCode);
      return add(
          name, new FieldType(true, CODE, new DictionaryEncoding(labels.size(), false, CODE)));
    }

    /** A column of arrays of one shape, row-major. */
    Builder tensors(String name, List<Long> shape) {
      long size = shape.stream().reduce(1L, Math::multiplyExact);
      FieldType type =
          new FieldType(
              false,
              new ArrowType.FixedSizeList(Math.toIntExact(size)),
              null,
              ArrowTensor.metadata(shape));
      Field item = new Field("item", FieldType.notNullable(FLOAT64), null);
      fields.add(new Field(name, type, List.of(item)));
      return this;
    }

    /** Starts the stream; the table closes it. */
    ArrowTable open(OutputStream out) throws IOException {
      // One batch at a time, of a size that this server chose.
      ArrowMemory memory = new ArrowMemory(Long.MAX_VALUE, bytes -> {});
      MapDictionaryProvider dictionaries = new MapDictionaryProvider();
      for (int i = 0; i < labels.size(); i++) {
        VarCharVector values = new VarCharVector("labels", memory.allocator());
        List<String> byCode = labels.get(i);
        for (int code = 0; code < byCode.size(); code++) {
          values.setSafe(code, byCode.get(code).getBytes(StandardCharsets.UTF_8));
        }
        values.setValueCount(byCode.size());
        dictionaries.put(new Dictionary(values, new DictionaryEncoding(i + 1, false, CODE)));
      }
      VectorSchemaRoot root =
          VectorSchemaRoot.create(new Schema(fields, metadata), memory.allocator());
      ArrowTable table = new ArrowTable(memory, root, dictionaries, out);
      try {
        table.writer.start();
        return table;
      } catch (IOException | RuntimeException e) {
        table.close();
        throw e;
      }
    }

    private Builder add(String name, FieldType type) {
      fields.add(new Field(name, type, null));
      return this;
    }
  }

  /** Whether the one column holds tensors. */
  boolean hasTensors() {
    return root.getVector(0) instanceof FixedSizeListVector;
  }

  /** Starts a batch of so many rows. */
  void begin(int rows) {
    for (FieldVector vector : root.getFieldVectors()) {
      if (vector instanceof FixedSizeListVector list) {
        Float8Vector items = (Float8Vector) list.getDataVector();
        items.allocateNew(rows * list.getListSize());
        list.setInitialCapacity(rows);
        list.allocateNew();
      } else {
        ((FixedWidthVector) vector).allocateNew(rows);
      }
    }
    root.setRowCount(rows);
  }

  void set(int row, int column, double value) {
    FieldVector vector = root.getVector(column);
    if (vector instanceof Float8Vector numbers) {
      numbers.set(row, value);
    } else if (vector instanceof BigIntVector whole) {
      whole.set(row, (long) value);
    } else {
      ((IntVector) vector).set(row, (int) value);
    }
  }

  void flag(int row, int column, boolean value) {
    ((BitVector) root.getVector(column)).set(row, value ? 1 : 0);
  }

  void missing(int row, int column) {
    root.getVector(column).setNull(row);
  }

  void tensor(int row, double[] values) {
    FixedSizeListVector list = (FixedSizeListVector) root.getVector(0);
    Float8Vector items = (Float8Vector) list.getDataVector();
    list.setNotNull(row);
    for (int i = 0; i < values.length; i++) {
      items.set(row * values.length + i, values[i]);
    }
  }

  /** Writes the batch. */
  void end() throws IOException {
    root.setRowCount(root.getRowCount());
    writer.writeBatch();
  }

  @Override
  public void close() throws IOException {
    try (memory;
        dictionaries;
        root;
        writer) {
      writer.end();
    }
  }
}
