package org.mollify.runtime;

import java.util.Arrays;
import org.mollify.runtime.noise.NoiseStream;

/**
 * The drawing of some samples, which may be done in pieces that share runs of the graph with pieces
 * of any other sampling of the same model: see {@link JointRuns#runSampling}. A sample is the same
 * bit for bit, however it was cut.
 *
 * <p>Not thread-safe by itself. Different pieces may run at the same time; whoever runs pieces on
 * several threads hands the results over, as a lock or a future does.
 */
public final class Sampling {
  private final long firstIndex;
  private final int size;
  private final double temperature;
  private final int width;
  private final NoiseStream noise;
  private double[] values;

  /**
   * A range of the samples of a sampling.
   *
   * @param of the sampling
   * @param from number of the first one, counted from the first sample of the sampling
   * @param count number of samples, at least 1
   */
  public record Piece(Sampling of, int from, int count) {}

  Sampling(long firstIndex, int size, long seed, double temperature, int width) {
    this.firstIndex = firstIndex;
    this.size = size;
    this.temperature = temperature;
    this.width = width;
    this.noise = new NoiseStream(seed, NoiseStream.Purpose.SAMPLE);
  }

  /** Number of samples. */
  public int size() {
    return size;
  }

  /**
   * The samples, once all of them were drawn.
   *
   * @return one row a sample
   */
  public double[][] result() {
    double[][] rows = new double[size][];
    for (int r = 0; r < size; r++) {
      rows[r] = Arrays.copyOfRange(values, r * width, (r + 1) * width);
    }
    return rows;
  }

  double temperature() {
    return temperature;
  }

  NoiseStream noise() {
    return noise;
  }

  long index(int number) {
    return firstIndex + number;
  }

  /** Takes the samples of a piece, which begin at a row of the values of a run. */
  void take(double[] x, int row, Piece piece) {
    System.arraycopy(x, row * width, room(), piece.from() * width, piece.count() * width);
  }

  /** Room for the samples, made when work on them begins and not while they wait. */
  private synchronized double[] room() {
    if (values == null) {
      values = new double[Math.multiplyExact(size, width)];
    }
    return values;
  }
}
