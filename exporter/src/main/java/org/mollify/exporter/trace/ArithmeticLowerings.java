package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/** Arithmetic on two operands, in the element type libtorch would use. */
final class ArithmeticLowerings extends Lowerings {

  ArithmeticLowerings(Trace trace) {
    super(trace);
  }

  public Value add(Value self, NDArray other) {
    return promoted(Operator.ADD, self, value(other));
  }

  public Value sub(Value self, NDArray other) {
    return promoted(Operator.SUB, self, value(other));
  }

  public Value mul(Value self, NDArray other) {
    return promoted(Operator.MUL, self, value(other));
  }

  /** True division: integers are divided as float32. */
  public Value div(Value self, NDArray other) {
    Value divisor = value(other);
    DataType common = Promotion.of(self.type(), divisor.type());
    DataType real = common.isFloating() ? common : DataType.FLOAT32;
    return record(Operator.DIV, cast(self, real), cast(divisor, real));
  }

  public Value pow(Value self, NDArray other) {
    return promoted(Operator.POW, self, value(other));
  }

  public Value maximum(Value self, NDArray other) {
    return promoted(Operator.MAX, self, value(other));
  }

  public Value minimum(Value self, NDArray other) {
    return promoted(Operator.MIN, self, value(other));
  }

  /** The remainder with the sign of the divisor; ONNX gives it for integers only. */
  public Value mod(Value self, NDArray other) {
    Value divisor = value(other);
    DataType common = Promotion.of(self.type(), divisor.type());
    Value a = cast(self, common);
    Value b = cast(divisor, common);
    if (!common.isFloating()) {
      return record(Operator.MOD, a, b, Attribute.of("fmod", false));
    }
    Value truncated = record(Operator.MOD, a, b, Attribute.of("fmod", true));
    Value zero = scalar(0, common);
    Value wraps = record(Operator.LESS, record(Operator.MUL, truncated, b), zero);
    return record(Operator.WHERE, List.of(wraps, record(Operator.ADD, truncated, b), truncated));
  }

  private Value promoted(Operator operator, Value a, Value b) {
    DataType common = Promotion.of(a.type(), b.type());
    return record(operator, cast(a, common), cast(b, common));
  }
}
