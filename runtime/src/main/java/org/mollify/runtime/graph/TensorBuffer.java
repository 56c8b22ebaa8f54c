package org.mollify.runtime.graph;

import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Native memory of one input tensor, written row by row and read by ONNX Runtime in place. It is
 * lent by a {@link BufferPool} to one run, which gives it back by closing it: not before the run
 * has ended, or the next run would write into what this one reads.
 */
public final class TensorBuffer implements AutoCloseable {
  /** Values that are converted at a time: native memory is checked for each access. */
  private static final int CHUNK = 512;

  private final ByteBuffer memory;
  private final BufferPool owner;
  private OnnxJavaType type;

  TensorBuffer(int bytes, BufferPool owner) {
    this.memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    this.owner = owner;
  }

  int capacity() {
    return memory.capacity();
  }

  /** Empties the buffer for values of a type. */
  TensorBuffer clear(OnnxJavaType elements) {
    type = elements;
    memory.clear();
    return this;
  }

  /**
   * Writes values, converted to the element type of the tensor.
   *
   * @param values where they stand
   * @param offset position of the first
   * @param count how many
   */
  public void put(double[] values, int offset, int count) {
    switch (type) {
      case DOUBLE -> {
        memory.asDoubleBuffer().put(values, offset, count);
        memory.position(memory.position() + count * Double.BYTES);
      }
      case FLOAT -> {
        float[] chunk = new float[Math.min(count, CHUNK)];
        FloatBuffer floats = memory.asFloatBuffer();
        for (int done = 0; done < count; done += CHUNK) {
          int size = Math.min(CHUNK, count - done);
          for (int i = 0; i < size; i++) {
            chunk[i] = (float) values[offset + done + i];
          }
          floats.put(chunk, 0, size);
        }
        memory.position(memory.position() + count * Float.BYTES);
      }
      default -> {
        byte[] chunk = new byte[Math.min(count, CHUNK)];
        for (int done = 0; done < count; done += CHUNK) {
          int size = Math.min(CHUNK, count - done);
          for (int i = 0; i < size; i++) {
            chunk[i] = (byte) (int) values[offset + done + i];
          }
          memory.put(chunk, 0, size);
        }
      }
    }
  }

  /** Repeats the last so many values several times. */
  void repeat(int count, int times) {
    int bytes = count * type.size;
    int start = memory.position() - bytes;
    for (int i = 0; i < times; i++) {
      memory.put(memory.position(), memory, start, bytes);
      memory.position(memory.position() + bytes);
    }
  }

  /** What was written, for ONNX Runtime to read. */
  ByteBuffer written() {
    return memory.flip();
  }

  /** Gives the memory back to its pool. */
  @Override
  public void close() {
    owner.giveBack(this);
  }
}
