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
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
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
    int c0 = counter0;
    int c1 = counter1;
    int c2 = counter2;
    int c3 = counter3;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & LOW_WORD);
      long product1 = MULTIPLIER_1 * (c2 & LOW_WORD);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }
}
