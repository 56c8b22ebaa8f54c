package org.mollify.trainer.optim;

import java.util.List;
import org.mollify.models.NearestName;

/**
 * An optimiser and its settings, as a run's configuration holds them.
 *
 * @param name {@code adam} or {@code adamax}
 * @param learningRate step size α, positive
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the second running value, in [0, 1)
 * @param epsilon what keeps the denominator from zero, positive
 * @param weightDecay L2 factor λ: λθ is added to the gradient of θ
 */
public record OptimizerSpec(
    String name,
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay) {
  /** The names that are known. */
  public static final List<String> NAMES = List.of("adam", "adamax");

  /**
   * Checks every setting.
   *
   * @throws IllegalArgumentException with one line on the first that is wrong
   */
  public OptimizerSpec {
    if (name == null || !NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "unknown optimizer '"
              + name
              + "'"
              + NearestName.hint(String.valueOf(name), NAMES)
              + "; expected one of "
              + String.join(", ", NAMES));
    }
    require(learningRate > 0, "learning rate", "positive", learningRate);
    require(beta1 >= 0 && beta1 < 1, "beta1", "in [0, 1)", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2", "in [0, 1)", beta2);
    // Less than the smallest normal float would vanish in the steps' arithmetic.
    require(epsilon >= Float.MIN_NORMAL, "epsilon", "at least 1.2e-38", epsilon);
    require(weightDecay >= 0, "weight decay", "zero or more", weightDecay);
  }

  /** Returns Adam or Adamax with the usual betas (0.9, 0.999) and epsilon 1e-8. */
  public static OptimizerSpec of(String name, double learningRate, double weightDecay) {
    return new OptimizerSpec(name, learningRate, 0.9, 0.999, 1e-8, weightDecay);
  }

  /** Returns Adam without weight decay. */
  public static OptimizerSpec adam(double learningRate) {
    return of("adam", learningRate, 0);
  }

  /** Returns Adamax without weight decay. */
  public static OptimizerSpec adamax(double learningRate) {
    return of("adamax", learningRate, 0);
  }

  /** Returns a new optimiser for parameters, which must be initialised. */
  public Optimizer build(TrainedParameters parameters) {
    UpdateRule rule = name.equals("adam") ? new Adam(this) : new Adamax(this);
    return new AdaptiveOptimizer(parameters, rule, learningRate);
  }

  static void require(boolean holds, String setting, String expected, double value) {
    if (!holds || !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "the " + setting + " must be " + expected + " and finite, not " + value);
    }
  }
}
