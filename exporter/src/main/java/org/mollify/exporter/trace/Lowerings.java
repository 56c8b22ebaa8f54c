package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.ElementType;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Result;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/** What every family of lowerings needs: recording operators, and computing on constants. */
abstract class Lowerings {
  private final Trace trace;

  Lowerings(Trace trace) {
    this.trace = trace;
  }

  /** The value an operand stands for. */
  final Value value(NDArray operand) {
    return trace.value(operand);
  }

  final Value record(Operator operator, Value a, Attribute... attributes) {
    return trace.graph().add(operator, List.of(a), attributes);
  }

  final Value record(Operator operator, Value a, Value b, Attribute... attributes) {
    return trace.graph().add(operator, List.of(a, b), attributes);
  }

  final Value record(Operator operator, List<? extends Value> operands, Attribute... attributes) {
    return trace.graph().add(operator, operands, attributes);
  }

  final List<Result> recordAll(
      Operator operator, List<? extends Value> operands, Attribute... attributes) {
    return trace.graph().addAll(operator, operands, attributes);
  }

  /** A value in another element type; a constant is converted now. */
  final Value cast(Value value, DataType dataType) {
    if (value.type().dataType() == dataType) {
      return value;
    }
    if (value instanceof Constant constant) {
      return fold(constant, array -> array.toType(dataType, false));
    }
    return record(Operator.CAST, value, Attribute.of("to", ElementType.of(dataType).code()));
  }

  /** The engine's answer for a constant. */
  final Constant fold(Constant constant, UnaryOperator<NDArray> operation) {
    return constant(operation.apply(trace.engineArray(constant)));
  }

  /** An array of the engine as a constant. */
  final Constant constant(NDArray engineArray) {
    return trace.constant(engineArray);
  }

  /** A scalar constant. */
  final Constant scalar(double number, DataType dataType) {
    try (NDArray array = trace.owner().create(number);
        NDArray converted = array.toType(dataType, true)) {
      return trace.constant(converted);
    }
  }

  /** The engine, for constants that a lowering needs. */
  final Trace trace() {
    return trace;
  }

  final Value reshape(Value value, long... extents) {
    if (value instanceof Constant constant) {
      return fold(constant, array -> array.reshape(extents));
    }
    return record(Operator.RESHAPE, value, Constant.ofLongs(extents));
  }

  final Value unsqueeze(Value value, long... axes) {
    if (value instanceof Constant constant) {
      UnaryOperator<NDArray> expand =
          array -> {
            NDArray expanded = array;
            for (long axis : axes) {
              expanded = expanded.expandDims((int) axis);
            }
            return expanded;
          };
      return fold(constant, expand);
    }
    return record(Operator.UNSQUEEZE, value, Constant.ofLongs(axes));
  }

  final Value transpose(Value value, long... order) {
    if (value instanceof Constant constant) {
      int[] axes = new int[order.length];
      for (int i = 0; i < axes.length; i++) {
        axes[i] = (int) order[i];
      }
      return fold(constant, array -> array.transpose(axes));
    }
    return record(Operator.TRANSPOSE, value, Attribute.of("perm", order));
  }

  /** The order of axes that exchanges two of them. */
  static long[] exchange(TensorType type, int a, int b) {
    long[] order = new long[type.rank()];
    for (int axis = 0; axis < order.length; axis++) {
      order[axis] = axis == a ? b : axis == b ? a : axis;
    }
    return order;
  }
}
