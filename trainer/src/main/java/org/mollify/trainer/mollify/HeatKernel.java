package org.mollify.trainer.mollify;

/**
 * The heat equation on a line of {@code K} pixels with reflecting ends, solved exactly: {@code A_t
 * = C^T diag(exp(-f_k^2 t)) C} with the orthonormal DCT-II {@code C} and {@code f_k = pi k / K}
 * (paper, appendix B). Everything is computed in double.
 */
public final class HeatKernel {

  private final int size;
  private final double[][] transform;

  /**
   * Prepares the transform of a line.
   *
   * @param size number of pixels, at least 1
   */
  public HeatKernel(int size) {
    this.size = size;
    this.transform = cosineTransform(size);
  }

  /** Number of pixels. */
  int size() {
    return size;
  }

  /**
   * The orthonormal DCT-II: {@code C[k][i] = s_k cos(pi k (2 i + 1) / (2 K))}, {@code s_0 = sqrt(1
   * / K)} and {@code s_k = sqrt(2 / K)}.
   */
  private static double[][] cosineTransform(int size) {
    double[][] rows = new double[size][size];
    for (int k = 0; k < size; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / size);
      for (int i = 0; i < size; i++) {
        rows[k][i] = scale * Math.cos(Math.PI * k * (2 * i + 1) / (2.0 * size));
      }
    }
    return rows;
  }

  /**
   * The symmetric matrix that blurs a line for a time.
   *
   * @param time {@code t}, zero or more; the width of the blur is {@code sqrt(2 t)} pixels
   * @return {@code A_t}, size x size, row-major
   */
  public float[] matrix(double time) {
    double[] damping = new double[size];
    for (int k = 0; k < size; k++) {
      double frequency = Math.PI * k / size;
      damping[k] = Math.exp(-frequency * frequency * time);
    }
    float[] matrix = new float[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < size; k++) {
          sum += transform[k][i] * damping[k] * transform[k][j];
        }
        matrix[i * size + j] = (float) sum;
        matrix[j * size + i] = (float) sum;
      }
    }
    return matrix;
  }
}
