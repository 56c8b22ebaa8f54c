package org.mollify.exporter.proof;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a proof runs: held-out rows, the same rows pushed far off the data, and fresh latents.
 *
 * @param heldOut held-out rows in raw units
 * @param noisy those rows plus normal noise of 3 standard deviations of each column
 * @param latents standard normal latents, exact in single precision
 * @param uniforms dequantisation noise, one row each of the others; rows are empty where data are
 *     continuous
 */
record ProofInputs(double[][] heldOut, double[][] noisy, double[][] latents, double[][] uniforms) {

  private static final int ROWS = 512;
  private static final long SEED = 20231;

  /**
   * Takes at most 512 held-out rows, evenly spread, and draws the rest from a fixed seed.
   *
   * @param rows held-out rows
   * @param discrete number of columns that are dequantised
   */
  static ProofInputs of(double[][] rows, int discrete) {
    int count = Math.min(ROWS, rows.length);
    double[][] heldOut = new double[count][];
    for (int i = 0; i < count; i++) {
      heldOut[i] = rows[(int) ((long) i * rows.length / count)];
    }
    SplittableRandom random = new SplittableRandom(SEED);
    int columns = rows[0].length;
    double[] spread = spread(rows);
    double[][] noisy = new double[count][columns];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < columns; j++) {
        noisy[i][j] = heldOut[i][j] + 3 * spread[j] * random.nextGaussian();
      }
    }
    double[][] latents = new double[ROWS][columns];
    for (double[] latent : latents) {
      Arrays.setAll(latent, j -> (float) random.nextGaussian());
    }
    double[][] uniforms = new double[ROWS][discrete];
    for (double[] uniform : uniforms) {
      Arrays.setAll(uniform, j -> random.nextDouble());
    }
    return new ProofInputs(heldOut, noisy, latents, uniforms);
  }

  private static double[] spread(double[][] rows) {
    double[] spread = new double[rows[0].length];
    for (int j = 0; j < spread.length; j++) {
      int column = j;
      double mean = Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElseThrow();
      spread[j] =
          Math.sqrt(
              Arrays.stream(rows)
                  .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
                  .average()
                  .orElseThrow());
    }
    return spread;
  }
}
