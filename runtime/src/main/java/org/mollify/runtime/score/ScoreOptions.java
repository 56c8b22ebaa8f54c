package org.mollify.runtime.score;

/**
 * How rows are scored. An exact likelihood takes no noise and ignores both.
 *
 * @param samples importance samples K of a lower bound; null for the number used in calibration
 * @param seed seed of the scoring noise; null for the one used in calibration
 */
public record ScoreOptions(Integer samples, Long seed) {
  /** Most importance samples that one call may ask for. */
  public static final int MAX_SAMPLES = 1_000_000;

  /** Importance samples with which held-out rows are scored, and so the default of new rows. */
  public static final int BOUND_SAMPLES = 16;

  /**
   * Checks the number of samples.
   *
   * @throws IllegalArgumentException when it is not between 1 and {@link #MAX_SAMPLES}
   */
  public ScoreOptions {
    if (samples != null && (samples < 1 || samples > MAX_SAMPLES)) {
      throw new IllegalArgumentException(
          "samples is " + samples + "; expected 1 to " + MAX_SAMPLES);
    }
  }

  /** The samples and the seed of the calibration, so that percentiles compare like with like. */
  public static ScoreOptions defaults() {
    return new ScoreOptions(null, null);
  }
}
