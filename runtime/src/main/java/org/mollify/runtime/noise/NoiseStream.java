package org.mollify.runtime.noise;

import org.mollify.runtime.bundle.BundleManifest.Distribution;

/**
 * The noise of one seed. Item {@code index} of noise input {@code input} has its own stream, so a
 * value depends on (seed, purpose, index, input, position) alone, never on batching, threads or
 * what was drawn before.
 *
 * <p>Elements {@code 2b} and {@code 2b + 1} of a stream come from one {@link Philox} block with key
 * (low, high word of the seed) and counter (b, purpose bit and input number, low, high word of the
 * index). Its words {@code w0..w3} make two integers of 53 bits, {@code a = (w0 2^32 + w1) >> 11}
 * and {@code b = (w2 2^32 + w3) >> 11}. Uniforms are {@code a 2^-53} and {@code b 2^-53}, in [0,
 * 1). Normals are the {@link BoxMuller} pair {@code r cos t} and {@code r sin t} with {@code r =
 * sqrt(-2 ln((a + 1) 2^-53))} and {@code t = 2 pi b 2^-53}, the same bits on every JVM. The largest
 * normal is 8.57 in absolute value.
 */
public final class NoiseStream {

  /** What noise is drawn for; the same seed gives unrelated noise to each. */
  public enum Purpose {
    /** Noise of samples: the index is the number of the sample. */
    SAMPLE(0),
    /** Noise of scores: the index is the number of the importance sample. */
    SCORE(1 << 31);

    private final int counterBit;

    Purpose(int counterBit) {
      this.counterBit = counterBit;
    }
  }

  private static final double UNIT = 0x1.0p-53;

  private final int key0;
  private final int key1;
  private final int purposeBit;

  /**
   * The noise of a seed.
   *
   * @param seed any number
   * @param purpose what the noise is for
   */
  public NoiseStream(long seed, Purpose purpose) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.purposeBit = purpose.counterBit;
  }

  /**
   * Draws the first {@code count} elements of one item's stream.
   *
   * @param index number of the item, from 0
   * @param input number of the noise input, from 0
   * @param distribution how values are distributed
   * @param temperature factor of normal noise; uniform noise is never scaled
   * @param out receives the values
   * @param offset position in {@code out} of the first value
   * @param count number of values
   */
  public void fill(
      long index,
      int input,
      Distribution distribution,
      double temperature,
      double[] out,
      int offset,
      int count) {
    int[] words = new int[4];
    double[] pair = new double[2];
    int counter1 = purposeBit | input;
    int counter2 = (int) index;
    int counter3 = (int) (index >>> 32);
    for (int i = 0; i < count; i += 2) {
      Philox.block(i >>> 1, counter1, counter2, counter3, key0, key1, words);
      long a = bits53(words[0], words[1]);
      long b = bits53(words[2], words[3]);
      if (distribution == Distribution.UNIFORM) {
        pair[0] = a * UNIT;
        pair[1] = b * UNIT;
      } else {
        BoxMuller.pair(a, b, temperature, pair);
      }
      out[offset + i] = pair[0];
      if (i + 1 < count) {
        out[offset + i + 1] = pair[1];
      }
    }
  }

  private static long bits53(int high, int low) {
    return (((high & 0xFFFFFFFFL) << 32) | (low & 0xFFFFFFFFL)) >>> 11;
  }
}
