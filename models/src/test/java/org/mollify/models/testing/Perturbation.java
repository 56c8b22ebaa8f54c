package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.SplittableRandom;
import org.mollify.models.density.DensityModel;

/** Moves parameters and running statistics away from their initial values. */
public final class Perturbation {

  private static final double MOST = 0.2;

  private Perturbation() {}

  /** Adds noise to everything that training changes; a variance only grows. */
  public static void apply(DensityModel model, SplittableRandom random) {
    for (Pair<String, Parameter> parameter : model.getParameters()) {
      apply(parameter.getKey(), parameter.getValue(), random);
    }
    model.maskWeights();
  }

  private static void apply(String name, Parameter parameter, SplittableRandom random) {
    if (!parameter.requiresGradient() && !name.contains("running")) {
      return;
    }
    NDArray array = parameter.getArray();
    double low = name.contains("Variance") ? 0 : -MOST;
    float[] noise = new float[(int) array.size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble(low, MOST);
    }
    try (NDManager scope = array.getManager().newSubManager()) {
      array.addi(scope.create(noise, array.getShape()));
    }
  }
}
