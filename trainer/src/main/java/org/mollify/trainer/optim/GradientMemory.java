package org.mollify.trainer.optim;

import java.nio.FloatBuffer;

/**
 * Passes over the memory of a gradient, in chunks through an array: the compiler vectorises loops
 * over arrays and not those over buffers.
 */
final class GradientMemory {
  /** Floats a chunk; two of them fill the first-level cache. */
  static final int CHUNK = 4096;

  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  private static final float[] ZEROS = new float[CHUNK];

  private GradientMemory() {}

  static double sumOfSquares(FloatBuffer gradient) {
    float[] chunk = new float[CHUNK];
    double sum = 0;
    for (int start = 0; start < gradient.limit(); start += CHUNK) {
      int count = Math.min(CHUNK, gradient.limit() - start);
      gradient.get(start, chunk, 0, count);
      sum += sumOfSquares(chunk, count);
    }
    return sum;
  }

  private static double sumOfSquares(float[] values, int count) {
    // Four sums run side by side where one would wait for itself; their order is fixed.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      double w = values[i];
      double x = values[i + 1];
      double y = values[i + 2];
      double z = values[i + 3];
      a += w * w;
      b += x * x;
      c += y * y;
      d += z * z;
    }
    for (; i < count; i++) {
      double w = values[i];
      a += w * w;
    }
    return (a + b) + (c + d);
  }

  /** Whether no value is infinite or NaN. */
  static boolean isFinite(FloatBuffer gradient) {
    float[] chunk = new float[CHUNK];
    for (int start = 0; start < gradient.limit(); start += CHUNK) {
      int count = Math.min(CHUNK, gradient.limit() - start);
      gradient.get(start, chunk, 0, count);
      if (largestMagnitude(chunk, count) >= INFINITY) {
        return false;
      }
    }
    return true;
  }

  /** As integers, magnitudes have the order of their floats, and all NaN lie above infinity. */
  private static int largestMagnitude(float[] values, int count) {
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
    }
    return largest;
  }

  static void scale(FloatBuffer gradient, float factor) {
    float[] chunk = new float[CHUNK];
    for (int start = 0; start < gradient.limit(); start += CHUNK) {
      int count = Math.min(CHUNK, gradient.limit() - start);
      gradient.get(start, chunk, 0, count);
      for (int i = 0; i < count; i++) {
        chunk[i] *= factor;
      }
      gradient.put(start, chunk, 0, count);
    }
  }

  static void zero(FloatBuffer gradient) {
    for (int start = 0; start < gradient.limit(); start += CHUNK) {
      zero(gradient, start, Math.min(CHUNK, gradient.limit() - start));
    }
  }

  static void zero(FloatBuffer gradient, int start, int count) {
    gradient.put(start, ZEROS, 0, count);
  }
}
