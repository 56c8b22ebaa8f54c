package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Result types of operators that work element by element. */
final class ElementwiseRules {

  private ElementwiseRules() {}

  static TensorType same(Call call) {
    return call.type(0);
  }

  static TensorType predicate(Call call) {
    return call.type(0).as(DataType.BOOLEAN);
  }

  static TensorType arithmetic(Call call) {
    return Broadcasting.broadcast(commonType(call, 0), types(call));
  }

  static TensorType comparison(Call call) {
    commonType(call, 0);
    return Broadcasting.broadcast(DataType.BOOLEAN, types(call));
  }

  static TensorType where(Call call) {
    if (call.type(0).dataType() != DataType.BOOLEAN) {
      throw new IllegalArgumentException("the condition must be boolean, got " + call.type(0));
    }
    return Broadcasting.broadcast(commonType(call, 1), types(call));
  }

  static TensorType clip(Call call) {
    commonType(call, 0);
    for (int bound = 1; bound < call.inputs().size(); bound++) {
      if (call.type(bound).rank() != 0) {
        throw new IllegalArgumentException("a bound must be a scalar, got " + call.type(bound));
      }
    }
    return call.type(0);
  }

  static TensorType cast(Call call) {
    return call.type(0).as(ElementType.ofCode(call.integer("to", 0)).dataType());
  }

  private static List<TensorType> types(Call call) {
    return call.inputs().stream().map(Value::type).toList();
  }

  static DataType commonType(Call call, int from) {
    DataType first = call.type(from).dataType();
    for (int input = from + 1; input < call.inputs().size(); input++) {
      if (call.type(input).dataType() != first) {
        throw new IllegalArgumentException(
            "element types differ: " + call.type(from) + " and " + call.type(input));
      }
    }
    return first;
  }
}
