package org.mollify.exporter.trace;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/**
 * Functions of one element. Where ONNX Runtime has no float64 kernel, simpler operators compose it.
 */
final class PointwiseLowerings extends Lowerings {

  PointwiseLowerings(Trace trace) {
    super(trace);
  }

  public Value neg(Value self) {
    return record(Operator.NEG, self);
  }

  public Value abs(Value self) {
    return record(Operator.ABS, self);
  }

  public Value sign(Value self) {
    return record(Operator.SIGN, self);
  }

  public Value square(Value self) {
    return record(Operator.MUL, self, self);
  }

  public Value sqrt(Value self) {
    return record(Operator.SQRT, real(self));
  }

  public Value cbrt(Value self) {
    Value x = real(self);
    return record(Operator.POW, x, scalar(1.0 / 3, x.type().dataType()));
  }

  public Value exp(Value self) {
    return record(Operator.EXP, real(self));
  }

  public Value log(Value self) {
    return record(Operator.LOG, real(self));
  }

  public Value log2(Value self) {
    return scaled(log(self), 1 / Math.log(2));
  }

  public Value log10(Value self) {
    return scaled(log(self), 1 / Math.log(10));
  }

  public Value sin(Value self) {
    return record(Operator.SIN, real(self));
  }

  public Value cos(Value self) {
    return record(Operator.COS, real(self));
  }

  public Value tan(Value self) {
    Value x = real(self);
    return Operator.TAN.supports(x.type().dataType())
        ? record(Operator.TAN, x)
        : record(Operator.DIV, sin(x), cos(x));
  }

  public Value asin(Value self) {
    return record(Operator.ASIN, real(self));
  }

  public Value acos(Value self) {
    return record(Operator.ACOS, real(self));
  }

  public Value atan(Value self) {
    return record(Operator.ATAN, real(self));
  }

  public Value sinh(Value self) {
    Value x = real(self);
    return Operator.SINH.supports(x.type().dataType())
        ? record(Operator.SINH, x)
        : scaled(record(Operator.SUB, exp(x), exp(neg(x))), 0.5);
  }

  public Value cosh(Value self) {
    Value x = real(self);
    return Operator.COSH.supports(x.type().dataType())
        ? record(Operator.COSH, x)
        : scaled(record(Operator.ADD, exp(x), exp(neg(x))), 0.5);
  }

  public Value tanh(Value self) {
    return record(Operator.TANH, real(self));
  }

  public Value erf(Value self) {
    return record(Operator.ERF, real(self));
  }

  public Value floor(Value self) {
    return self.type().dataType().isInteger() ? self : record(Operator.FLOOR, self);
  }

  public Value ceil(Value self) {
    return self.type().dataType().isInteger() ? self : record(Operator.CEIL, self);
  }

  /** To the nearest integer, halves to the even one. */
  public Value round(Value self) {
    return self.type().dataType().isInteger() ? self : record(Operator.ROUND, self);
  }

  public Value trunc(Value self) {
    return self.type().dataType().isInteger()
        ? self
        : record(Operator.MUL, sign(self), floor(abs(self)));
  }

  public Value toDegrees(Value self) {
    return scaled(real(self), 180 / Math.PI);
  }

  public Value toRadians(Value self) {
    return scaled(real(self), Math.PI / 180);
  }

  public Value clip(Value self, Number min, Number max) {
    DataType type = self.type().dataType();
    boolean fraction = min.doubleValue() % 1 != 0 || max.doubleValue() % 1 != 0;
    if (type.isInteger() && fraction) {
      throw new IllegalArgumentException(
          "integers cannot be clipped to " + min + ".." + max + "; convert with toType first");
    }
    return record(
        Operator.CLIP,
        List.of(self, scalar(min.doubleValue(), type), scalar(max.doubleValue(), type)));
  }

  public Value toType(Value self, DataType dataType, boolean copy) {
    return cast(self, dataType);
  }

  public Value toDevice(Value self, Device device, boolean copy) {
    return self;
  }

  public Value duplicate(Value self) {
    return self;
  }

  public Value stopGradient(Value self) {
    return self;
  }

  private Value real(Value self) {
    return self.type().dataType().isFloating() ? self : cast(self, DataType.FLOAT32);
  }

  private Value scaled(Value value, double factor) {
    return record(Operator.MUL, value, scalar(factor, value.type().dataType()));
  }
}
