package org.mollify.runtime.score;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mollify.runtime.bundle.BundleManifest;

/** A quantity by which items are called anomalies. */
public enum AnomalyScore {
  /**
   * The log-likelihood, one-sided: low is odd. Right for rows of a table; among images it takes
   * smooth ones for the most usual of all, whatever they show.
   */
  LOGLIK,

  /**
   * The distance {@code |log p(x) - mean held-out log p|}, two-sided: the typicality test of
   * Nalisnick et al. (2019, arXiv 1906.02994) for a single item, with the mean of held-out scores
   * for the entropy of the model. Far is odd, on either side.
   */
  TYPICALITY,

  /**
   * The log-likelihood against a lossless coder, {@code S(x) = -log2 p(x) - L(x)} with L the length
   * of the item in bits under {@link PngCoder} (Serrà et al. 2020, arXiv 1909.11480), per
   * dimension: high is odd. For images of bytes.
   */
  COMPLEXITY;

  /** Its name on the command line, in queries and in answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(AnomalyScore::label).collect(Collectors.joining(", "));
  }

  /**
   * The score by which items are flagged unless somebody says otherwise: typicality for images, the
   * log-likelihood for rows of a table.
   */
  public static AnomalyScore usual(BundleManifest.Data data) {
    return "image".equals(data.kind()) ? TYPICALITY : LOGLIK;
  }

  /** Finds a score by its name, or nothing. */
  public static Optional<AnomalyScore> named(String label) {
    return Arrays.stream(values()).filter(score -> score.label().equals(label)).findFirst();
  }
}
