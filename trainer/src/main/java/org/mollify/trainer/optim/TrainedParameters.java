package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.ParameterList;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The parameters that training moves, with the passes over their gradients that need no optimiser.
 * They are not owned: closing them is the model's part.
 */
public final class TrainedParameters {
  private final List<TrainedParameter> parameters = new ArrayList<>();

  private TrainedParameters() {}

  /**
   * Takes the parameters of a block that require a gradient; all must be initialised.
   *
   * @throws IllegalArgumentException if none does or a name occurs twice
   */
  public static TrainedParameters of(ParameterList parameters) {
    TrainedParameters result = new TrainedParameters();
    Set<String> names = new HashSet<>();
    parameters.forEach(
        entry -> {
          if (!names.add(entry.getKey())) {
            throw new IllegalArgumentException(
                "two parameters are called "
                    + entry.getKey()
                    + "; their states could not be told"
                    + " apart");
          }
          // Asking for the array of an uninitialised parameter throws with its name.
          if (entry.getValue().requiresGradient()) {
            result.add(entry.getKey(), entry.getValue()::getArray, true);
          }
        });
    return result.checked();
  }

  /**
   * Takes arrays that require a gradient, in the map's order.
   *
   * @throws IllegalArgumentException if there is none, or one takes no gradient
   */
  public static TrainedParameters of(Map<String, NDArray> arrays) {
    return of(arrays, true);
  }

  /** As {@link #of(Map)}; without leave to use memory, array operations do everything. */
  static TrainedParameters of(Map<String, NDArray> arrays, boolean mayUseMemory) {
    TrainedParameters result = new TrainedParameters();
    arrays.forEach((name, array) -> result.add(name, () -> array, mayUseMemory));
    return result.checked();
  }

  private void add(String name, Supplier<NDArray> source, boolean mayUseMemory) {
    if (source.get().size() > 0) {
      parameters.add(new TrainedParameter(name, source, mayUseMemory));
    }
  }

  private TrainedParameters checked() {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("there is no parameter to train: all are frozen or empty");
    }
    return this;
  }

  List<TrainedParameter> list() {
    return parameters;
  }

  /** Returns the number of scalars. */
  public long scalars() {
    return parameters.stream().mapToLong(TrainedParameter::size).sum();
  }

  /** Returns the Euclidean norm of all gradients together, summed in double. */
  public double gradientNorm() {
    double sum = 0;
    for (TrainedParameter parameter : parameters) {
      if (!parameter.hasGradient()) {
        continue;
      }
      try (NDArray gradient = parameter.array().getGradient()) {
        sum +=
            parameter.inMemory()
                ? GradientMemory.sumOfSquares(TrainedParameter.view(gradient))
                : sumOfSquares(gradient);
      }
    }
    return Math.sqrt(sum);
  }

  /** Whether no gradient holds an infinite value or NaN. */
  public boolean gradientsAreFinite() {
    for (TrainedParameter parameter : parameters) {
      if (!parameter.hasGradient()) {
        continue;
      }
      try (NDArray gradient = parameter.array().getGradient()) {
        boolean finite =
            parameter.inMemory()
                ? GradientMemory.isFinite(TrainedParameter.view(gradient))
                : Double.isFinite(sumOfSquares(gradient));
        if (!finite) {
          return false;
        }
      }
    }
    return true;
  }

  private static double sumOfSquares(NDArray gradient) {
    try (NDManager scratch = gradient.getManager().newSubManager()) {
      NDArray wide = gradient.toType(DataType.FLOAT64, true);
      wide.attach(scratch);
      return wide.muli(wide).sum().getDouble();
    }
  }

  /** Multiplies every gradient by a factor. */
  public void scaleGradients(float factor) {
    forEachGradient(view -> GradientMemory.scale(view, factor), gradient -> gradient.muli(factor));
  }

  /** Sets every gradient to zero, whatever it holds. */
  public void zeroGradients() {
    forEachGradient(GradientMemory::zero, TrainedParameters::zero);
  }

  static void zero(NDArray gradient) {
    try (NDManager scratch = gradient.getManager().newSubManager()) {
      TrainedParameter.assign(gradient, TrainedParameter.zeros(scratch, gradient));
    }
  }

  private void forEachGradient(Consumer<FloatBuffer> inMemory, Consumer<NDArray> asArray) {
    for (TrainedParameter parameter : parameters) {
      if (parameter.hasGradient()) {
        try (NDArray gradient = parameter.array().getGradient()) {
          if (parameter.inMemory()) {
            inMemory.accept(TrainedParameter.view(gradient));
          } else {
            asArray.accept(gradient);
          }
        }
      }
    }
  }
}
