package org.mollify.exporter.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands parameters to blocks in another floating type: a float32 model can be evaluated in float64,
 * as the reference for a proof. Copies live in the given manager; the model stays as it is.
 */
public final class ConvertingParameterStore extends ParameterStore {
  private final NDManager owner;
  private final DataType floating;
  private final Map<String, NDArray> known = new HashMap<>();

  /**
   * A store whose copies the manager owns.
   *
   * @param owner owner of the copies
   * @param floating type of every floating parameter
   */
  public ConvertingParameterStore(NDManager owner, DataType floating) {
    super(owner, false);
    this.owner = owner;
    this.floating = floating;
  }

  /**
   * The parameter, converted; null for null.
   *
   * @throws IllegalArgumentException in training mode
   */
  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    if (parameter == null) {
      return null;
    }
    if (training) {
      throw new IllegalArgumentException(
          "parameter '" + parameter.getName() + "' is converted for inference, not for training");
    }
    return known.computeIfAbsent(parameter.getId(), id -> converted(parameter.getArray()));
  }

  private NDArray converted(NDArray array) {
    NDArray detached = array.stopGradient();
    detached.attach(owner);
    return array.getDataType().isFloating() ? detached.toType(floating, false) : detached;
  }
}
