package org.mollify.exporter.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.Map;

/** A parameter store for tracing: each parameter is a constant of the graph, never a gradient. */
final class ConstantParameters extends ParameterStore {
  private final Trace trace;
  private final DataType floating;
  private final Map<String, NDArray> known = new HashMap<>();

  /**
   * For one trace.
   *
   * @param floating type to which floating parameters are converted, or null to leave them
   */
  ConstantParameters(Trace trace, DataType floating) {
    super(trace.manager(), false);
    this.trace = trace;
    this.floating = floating;
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    if (parameter == null) {
      return null;
    }
    if (training) {
      throw new UntraceableException(
          "parameter '" + parameter.getName() + "' is asked for in training mode: trace inference");
    }
    return known.computeIfAbsent(parameter.getId(), id -> constant(parameter));
  }

  private NDArray constant(Parameter parameter) {
    NDArray array = parameter.getArray();
    boolean converts = floating != null && array.getDataType().isFloating();
    NDArray constant = trace.foreign(array);
    return converts ? constant.toType(floating, false) : constant;
  }
}
