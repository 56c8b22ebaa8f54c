package org.mollify.experiments.figure;

/** The log-density of a two-dimensional distribution, evaluated for many points in one call. */
@FunctionalInterface
public interface LogDensity {

  /**
   * Evaluates the log-density.
   *
   * @param points shape {@code [N, 2]}
   * @return log-densities in nats, shape {@code [N]}; minus infinity where the density is zero
   */
  double[] at(double[][] points);
}
