package org.mollify.models.density;

/** What a log-likelihood of a model means. */
public enum LikelihoodKind {
  /** The log-density of continuous data. */
  EXACT("exact"),
  /** A lower bound: importance-weighted, or a bound on the likelihood of dequantised integers. */
  LOWER_BOUND("lower-bound"),
  /**
   * The density of a continuous model at integer data without dequantisation; not comparable in
   * bits per dimension.
   */
  UNDEQUANTISED("undequantised");

  private final String label;

  LikelihoodKind(String label) {
    this.label = label;
  }

  /**
   * Returns the name used in bundles and over HTTP.
   *
   * @return the name
   */
  public String label() {
    return label;
  }
}
