package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.density.DensityModel;

/** What a backward pass left in the parameters of a model. */
public final class ParameterGradients {

  private ParameterGradients() {}

  /** Names of the trained parameters whose gradient is zero everywhere. */
  public static List<String> missing(DensityModel model) {
    List<String> missing = new ArrayList<>();
    for (Pair<String, Parameter> parameter : model.getParameters()) {
      if (parameter.getValue().requiresGradient()) {
        try (NDArray gradient = parameter.getValue().getArray().getGradient();
            NDArray largest = gradient.abs().max()) {
          if (!(largest.getFloat() > 0)) {
            missing.add(parameter.getKey());
          }
        }
      }
    }
    return missing;
  }
}
