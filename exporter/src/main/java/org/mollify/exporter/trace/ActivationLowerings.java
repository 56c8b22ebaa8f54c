package org.mollify.exporter.trace;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/**
 * Activation functions. Swish and Mish need none: DJL defines them through other operations. Where
 * ONNX Runtime has no float64 kernel, simpler operators compose the function.
 */
final class ActivationLowerings extends Lowerings {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  ActivationLowerings(Trace trace) {
    super(trace);
  }

  public Value relu(Value self) {
    return record(Operator.RELU, self);
  }

  /**
   * 1 / (1 + exp(-x)). In float64 it is written out: ONNX Runtime fuses Mul and Sigmoid of such
   * values into an operator that it then has no float64 kernel for.
   */
  public Value sigmoid(Value self) {
    if (self.type().dataType() != DataType.FLOAT64) {
      return record(Operator.SIGMOID, self);
    }
    Value decay = record(Operator.EXP, record(Operator.NEG, self));
    return record(Operator.RECIPROCAL, record(Operator.ADD, decay, number(1, self)));
  }

  /** log(1 + exp x), composed as max(x, 0) + log(1 + exp(-|x|)). */
  public Value softPlus(Value self) {
    if (has(Operator.SOFTPLUS, self)) {
      return record(Operator.SOFTPLUS, self);
    }
    Value decayed = record(Operator.EXP, record(Operator.NEG, record(Operator.ABS, self)));
    Value tail = record(Operator.LOG, record(Operator.ADD, decayed, number(1, self)));
    return record(Operator.ADD, record(Operator.RELU, self), tail);
  }

  /** x / (1 + |x|). */
  public Value softSign(Value self) {
    if (has(Operator.SOFTSIGN, self)) {
      return record(Operator.SOFTSIGN, self);
    }
    Value denominator = record(Operator.ADD, record(Operator.ABS, self), number(1, self));
    return record(Operator.DIV, self, denominator);
  }

  public Value leakyRelu(Value self, float alpha) {
    return record(Operator.LEAKY_RELU, self, Attribute.of("alpha", alpha));
  }

  public Value elu(Value self, float alpha) {
    return has(Operator.ELU, self)
        ? record(Operator.ELU, self, Attribute.of("alpha", alpha))
        : exponentialBelowZero(self, 1, alpha);
  }

  public Value selu(Value self) {
    return has(Operator.SELU, self)
        ? record(Operator.SELU, self)
        : exponentialBelowZero(self, SELU_SCALE, SELU_SCALE * SELU_ALPHA);
  }

  /** x Phi(x) = x (1 + erf(x / sqrt 2)) / 2. */
  public Value gelu(Value self) {
    Value erf = record(Operator.ERF, record(Operator.MUL, self, number(Math.sqrt(0.5), self)));
    Value half = record(Operator.MUL, self, number(0.5, self));
    return record(Operator.MUL, half, record(Operator.ADD, erf, number(1, self)));
  }

  /** scale x above zero, alpha (exp x - 1) below; exp sees no positive x, so it never overflows. */
  private Value exponentialBelowZero(Value self, double scale, double alpha) {
    Value below = record(Operator.MIN, self, number(0, self));
    Value decay = record(Operator.SUB, record(Operator.EXP, below), number(1, self));
    Value positive = record(Operator.GREATER, self, number(0, self));
    return record(
        Operator.WHERE,
        List.of(
            positive,
            record(Operator.MUL, self, number(scale, self)),
            record(Operator.MUL, decay, number(alpha, self))));
  }

  private static boolean has(Operator operator, Value value) {
    return operator.supports(value.type().dataType());
  }

  private Value number(double number, Value like) {
    DataType type = like.type().dataType();
    return scalar(number, type);
  }
}
