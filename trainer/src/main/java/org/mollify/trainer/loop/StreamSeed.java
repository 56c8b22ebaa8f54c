package org.mollify.trainer.loop;

/** Derives independent seeds from one, so that each epoch is a function of (seed, epoch) alone. */
public final class StreamSeed {

  private StreamSeed() {}

  /** What a derived seed is for. */
  public enum Purpose {
    /** Initial weights. */
    WEIGHTS,
    /** Order of the rows in an epoch. */
    ORDER,
    /** Noise that the engine's generator draws in an epoch of training. */
    NOISE,
    /** Noise that scoring needs; the same at every evaluation. */
    EVALUATION,
    /** Noise that makes whole numbers continuous in an epoch of training. */
    DEQUANTISATION
  }

  /**
   * Mixes a seed, a purpose and an index by the finaliser of SplitMix64 (Steele et al. 2014).
   *
   * @param seed the seed of the run
   * @param purpose what the result is for
   * @param index number of the epoch
   * @return a seed that differs in about half its bits from that of any neighbour
   */
  public static long of(long seed, Purpose purpose, long index) {
    return mix(mix(mix(seed) + purpose.ordinal()) + index);
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
