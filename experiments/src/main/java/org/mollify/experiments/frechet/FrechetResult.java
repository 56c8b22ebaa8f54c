package org.mollify.experiments.frechet;

import java.util.List;

/**
 * A Fréchet distance and what is needed to judge it.
 *
 * @param distance the squared Fréchet distance, at least 0
 * @param meanTerm its part {@code |mu1 - mu2|^2}
 * @param covarianceTerm its part {@code tr S1 + tr S2 - 2 tr (S1 S2)^(1/2)}
 * @param features name of the feature network; empty where neither side states it
 * @param dimension number of features d
 * @param firstCount items of the first set, or {@link FeatureStatistics#UNKNOWN_COUNT}
 * @param secondCount items of the second set, or {@link FeatureStatistics#UNKNOWN_COUNT}
 * @param warnings one line for each reason to read the number with care
 */
public record FrechetResult(
    double distance,
    double meanTerm,
    double covarianceTerm,
    String features,
    int dimension,
    long firstCount,
    long secondCount,
    List<String> warnings) {

  /** Copies the warnings. */
  public FrechetResult {
    warnings = List.copyOf(warnings);
  }
}
