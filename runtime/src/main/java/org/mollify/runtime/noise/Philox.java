package org.mollify.runtime.noise;

/**
 * Philox4x32-10, a counter-based generator: a keyed bijection of 128-bit counters whose outputs
 * pass as independent random words. It has no state, so any block of any stream is computed
 * directly.
 *
 * <p>Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC11, section 3.3. Output equals the known-answer vectors of the authors' Random123
 * library.
 */
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long WEYL_0 = 0x9E3779B9L;
  private static final long WEYL_1 = 0xBB67AE85L;
  private static final int ROUNDS = 10;
  private static final long LOW_WORD = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Computes one block of four random 32-bit words.
   *
   * @param counter0 counter word 0
   * @param counter1 counter word 1
   * @param counter2 counter word 2
   * @param counter3 counter word 3
   * @param key0 key word 0
   * @param key1 key word 1
   * @param out receives the four words
   */
  public static void block(
      int counter0, int counter1, int counter2, int counter3, int key0, int key1, int[] out) {
    // Words are kept in longs: converting them in each round takes as long as the rounds.
    long c0 = counter0 & LOW_WORD;
    long c1 = counter1 & LOW_WORD;
    long c2 = counter2 & LOW_WORD;
    long c3 = counter3 & LOW_WORD;
    long k0 = key0 & LOW_WORD;
    long k1 = key1 & LOW_WORD;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * c0;
      long product1 = MULTIPLIER_1 * c2;
      c0 = product1 >>> 32 ^ c1 ^ k0;
      c2 = product0 >>> 32 ^ c3 ^ k1;
      c1 = product1 & LOW_WORD;
      c3 = product0 & LOW_WORD;
      k0 = k0 + WEYL_0 & LOW_WORD;
      k1 = k1 + WEYL_1 & LOW_WORD;
    }
    out[0] = (int) c0;
    out[1] = (int) c1;
    out[2] = (int) c2;
    out[3] = (int) c3;
  }
}
