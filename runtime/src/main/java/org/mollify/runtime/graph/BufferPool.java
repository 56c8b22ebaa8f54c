package org.mollify.runtime.graph;

import ai.onnxruntime.OnnxJavaType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The native memory of one graph's inputs, kept from run to run: allocating and clearing it afresh
 * costs more than a small graph takes. At most {@value #KEPT_BUFFERS} buffers and {@value
 * #KEPT_BYTES} bytes are kept while no run has them.
 */
final class BufferPool {
  private static final int KEPT_BUFFERS = 16;
  private static final long KEPT_BYTES = 64L << 20;
  private static final int LEAST_BYTES = 1 << 12;

  private final Deque<TensorBuffer> free = new ArrayDeque<>();
  private long freeBytes;

  /** Lends memory for so many values of a type. */
  TensorBuffer take(OnnxJavaType type, int values) {
    int bytes = Math.multiplyExact(values, type.size);
    synchronized (this) {
      for (Iterator<TensorBuffer> each = free.iterator(); each.hasNext(); ) {
        TensorBuffer buffer = each.next();
        if (buffer.capacity() >= bytes) {
          each.remove();
          freeBytes -= buffer.capacity();
          return buffer.clear(type);
        }
      }
    }
    return new TensorBuffer(roundedUp(bytes), this).clear(type);
  }

  synchronized void giveBack(TensorBuffer buffer) {
    if (freeBytes + buffer.capacity() > KEPT_BYTES) {
      return;
    }
    // The oldest is of a size that was wanted longest ago.
    if (free.size() == KEPT_BUFFERS) {
      freeBytes -= free.removeFirst().capacity();
    }
    free.addLast(buffer);
    freeBytes += buffer.capacity();
  }

  /** Number of buffers that no run has. */
  synchronized int available() {
    return free.size();
  }

  private static int roundedUp(int bytes) {
    int power = Integer.highestOneBit(Math.max(bytes, LEAST_BYTES) - 1) << 1;
    return power > 0 ? power : bytes;
  }
}
