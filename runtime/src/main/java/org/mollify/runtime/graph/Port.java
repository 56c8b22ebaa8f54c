package org.mollify.runtime.graph;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An input or output of a graph whose first axis is the batch.
 *
 * @param name its name in the graph
 * @param type element type: float, double, or uint8
 * @param itemShape shape of one item, without the batch axis; -1 where the graph leaves it open
 */
public record Port(String name, OnnxJavaType type, long[] itemShape) {

  static Port of(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo info)) {
      return new Port(node.getName(), OnnxJavaType.UNKNOWN, new long[0]);
    }
    long[] shape = info.getShape();
    long[] item = shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length);
    return new Port(node.getName(), info.type, item);
  }

  /** Whether values of this port are bytes, so that they must be whole numbers from 0 to 255. */
  public boolean isBytes() {
    return type == OnnxJavaType.UINT8;
  }

  /** Whether values of this port can be converted to and from double. */
  public boolean supported() {
    return type == OnnxJavaType.FLOAT || type == OnnxJavaType.DOUBLE || type == OnnxJavaType.UINT8;
  }

  /** Whether an item of the given shape fits, axes left open by the graph fitting any size. */
  boolean accepts(long[] shape) {
    if (shape.length != itemShape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (itemShape[i] >= 0 && itemShape[i] != shape[i]) {
        return false;
      }
    }
    return true;
  }

  /** Writes rows into a buffer of this type; the last row is repeated up to the padded number. */
  ByteBuffer encode(int rows, int paddedRows, int itemSize, RowFiller filler, TensorBuffer buffer) {
    filler.fillAll(rows, itemSize, buffer);
    buffer.repeat(itemSize, paddedRows - rows);
    return buffer.written();
  }
}
