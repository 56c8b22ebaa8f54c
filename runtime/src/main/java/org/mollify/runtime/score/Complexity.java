package org.mollify.runtime.score;

/**
 * The complexity-corrected scores of a batch of images, see {@link AnomalyScore#COMPLEXITY}. It
 * takes the log-likelihood as the model gives it: where that is a bound or belongs to undequantised
 * data, so does the score.
 *
 * @param coder the coder, as the bundle names it
 * @param codeLength {@code L(x) / D}: bits per dimension under the coder
 * @param score {@code (-log2 p(x) - L(x)) / D} in bits per dimension; Infinity where the
 *     log-likelihood overflowed
 * @param percentile place of the score among those of held-out images
 */
public record Complexity(String coder, double[] codeLength, double[] score, double[] percentile) {
  private static final double LN_2 = StrictMath.log(2);

  /**
   * The score of one image.
   *
   * @param logLikelihood nats
   * @param codeBits length under the coder, bits
   * @param dimensions number D of grey levels
   * @return bits per dimension; Infinity where the log-likelihood is not finite
   */
  public static double score(double logLikelihood, long codeBits, long dimensions) {
    return Double.isFinite(logLikelihood)
        ? (-logLikelihood / LN_2 - codeBits) / dimensions
        : Double.POSITIVE_INFINITY;
  }
}
