package org.mollify.models.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.Map;

/**
 * A parameter store whose values live as long as one manager.
 *
 * <p>DJL attaches the result of an operation to the manager of its first operand, so {@code
 * parameter.mul(x)} would stay with the model for ever. This store hands out a view of each
 * parameter that belongs to the step: gradients and in-place updates reach the parameter through
 * the view, and results go with the step.
 */
final class ScopedParameterStore extends ParameterStore {

  private final NDManager manager;
  private final DataType precision;
  private final Map<String, NDArray> views = new HashMap<>();

  ScopedParameterStore(NDManager manager, DataType precision) {
    super(manager, false);
    this.manager = manager;
    this.precision = precision;
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    // Optional parameters, such as an absent bias, are asked for as null.
    return parameter == null
        ? null
        : views.computeIfAbsent(parameter.getId(), id -> view(parameter.getArray(), device));
  }

  private NDArray view(NDArray array, Device device) {
    NDArray view = array.reshape(array.getShape());
    view.attach(manager);
    boolean cast = view.getDataType() == DataType.FLOAT32 && precision != DataType.FLOAT32;
    NDArray typed = cast ? view.toType(precision, false) : view;
    return typed.getDevice().equals(device) ? typed : typed.toDevice(device, false);
  }
}
