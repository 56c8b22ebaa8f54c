package org.mollify.server.format;

import java.util.BitSet;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Type;

/**
 * What a batch has to consist of: a node for each column and each of its children, in pre-order,
 * and the buffers of each. The library takes the memory of a batch before it finds that something
 * is missing. Source: the Arrow columnar format, "RecordBatch message" and "Buffer listing".
 */
final class ArrowLayout {
  /** Positions of the nodes that are columns, which are as long as the batch. */
  private final BitSet columns = new BitSet();

  private int nodes;
  private int buffers;

  /** Adds a column: its codes, where it has a dictionary. */
  void add(Field column) {
    columns.set(nodes);
    addNode(column);
  }

  /** Adds the values of the dictionary that a column has. */
  void addValues(Field column) {
    columns.set(nodes);
    addNode(column.typeType(), column);
  }

  /** The type of a child counts as that of a column does. */
  private void addNode(Field field) {
    if (field.dictionary() == null) {
      addNode(field.typeType(), field);
    } else {
      addNode(Type.Int, null);
    }
  }

  private void addNode(byte type, Field field) {
    nodes++;
    buffers +=
        switch (type) {
          case Type.Null -> 0;
          case Type.FixedSizeList -> 1;
          case Type.Utf8, Type.LargeUtf8 -> 3;
          default -> 2;
        };
    for (int i = 0; field != null && i < field.childrenLength(); i++) {
      addNode(field.children(i));
    }
  }

  /**
   * Checks a batch.
   *
   * @throws org.mollify.server.problem.ProblemException with status 400 when it consists of
   *     something else
   */
  void check(RecordBatch batch) {
    if (batch.nodesLength() != nodes || batch.buffersLength() != buffers) {
      throw RowReader.malformed(
          "the Arrow stream has a batch of "
              + batch.nodesLength()
              + " columns and "
              + batch.buffersLength()
              + " buffers; its schema says "
              + nodes
              + " and "
              + buffers);
    }
    for (int i = 0; i < nodes; i++) {
      FieldNode node = batch.nodes(i);
      if (node.length() < 0
          || node.length() > Integer.MAX_VALUE
          || columns.get(i) && node.length() != batch.length()) {
        throw RowReader.malformed(
            "the Arrow stream has a column of "
                + node.length()
                + " values in a batch of "
                + batch.length());
      }
      if (node.nullCount() < 0 || node.nullCount() > node.length()) {
        throw RowReader.malformed(
            "the Arrow stream has a column of "
                + node.length()
                + " values of which "
                + node.nullCount()
                + " are null");
      }
    }
  }
}
