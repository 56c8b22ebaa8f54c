package org.mollify.models.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * One pass of arrays through a model: where parameters come from, in which precision the core
 * computes, and whether statistics are those of the batch.
 *
 * <p>A pass belongs to the manager it was made with and is used for one batch. Everything computed
 * from its parameters is owned by that manager, whatever the order of operands, so closing the
 * manager frees the whole pass.
 *
 * @param parameters hands out parameter values
 * @param precision element type of the core: values cross into it after the data transform
 * @param training whether batch statistics are used and gradients may be asked for
 * @param innerGradient how a loss obtains a gradient inside the loss
 */
public record Pass(
    ParameterStore parameters, DataType precision, boolean training, InnerGradient innerGradient) {

  /** Checks that nothing is missing. */
  public Pass {
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(innerGradient, "innerGradient");
  }

  /**
   * The gradient of a scalar function at a point, as a constant: detached, and leaving the
   * gradients of the parameters as they were. Supplied by the training loop, which owns the only
   * gradient collector of the process.
   */
  @FunctionalInterface
  public interface InnerGradient {

    /**
     * Returns the gradient of a function at a point.
     *
     * @param scalarFunction maps an array to a scalar
     * @param at the point
     * @return an array of the shape of {@code at}
     */
    NDArray gradient(UnaryOperator<NDArray> scalarFunction, NDArray at);

    /** The absence of an inner gradient: asking for one is an error. */
    InnerGradient NONE =
        (function, at) -> {
          throw new IllegalStateException(
              "this pass has no gradient collector: only a training step can supply an inner"
                  + " gradient");
        };
  }

  /**
   * A training pass in single precision.
   *
   * @param manager owner of everything the pass computes
   * @param innerGradient supplied by the loop
   * @return the pass
   */
  public static Pass training(NDManager manager, InnerGradient innerGradient) {
    return new Pass(
        new ScopedParameterStore(manager, DataType.FLOAT32), DataType.FLOAT32, true, innerGradient);
  }

  /**
   * An evaluation pass in single precision, as exported graphs compute.
   *
   * @param manager owner of everything the pass computes
   * @return the pass
   */
  public static Pass evaluation(NDManager manager) {
    return evaluation(manager, DataType.FLOAT32);
  }

  /**
   * An evaluation pass in a chosen precision; {@code FLOAT64} is the reference of an export's
   * proof.
   *
   * @param manager owner of everything the pass computes
   * @param precision {@code FLOAT32} or {@code FLOAT64}
   * @return the pass
   */
  public static Pass evaluation(NDManager manager, DataType precision) {
    return new Pass(
        new ScopedParameterStore(manager, precision), precision, false, InnerGradient.NONE);
  }

  /**
   * Returns the value of a parameter beside an array.
   *
   * @param parameter the parameter
   * @param beside an array on the device where the value is needed
   * @return the value
   */
  public NDArray value(Parameter parameter, NDArray beside) {
    return parameters.getValue(parameter, beside.getDevice(), training);
  }
}
