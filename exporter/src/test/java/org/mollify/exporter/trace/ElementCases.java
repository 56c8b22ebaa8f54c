package org.mollify.exporter.trace;

import static ai.djl.ndarray.types.DataType.BOOLEAN;
import static ai.djl.ndarray.types.DataType.FLOAT32;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT32;
import static ai.djl.ndarray.types.DataType.INT64;
import static ai.djl.ndarray.types.DataType.UINT8;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.stream.Stream;

/** Parity cases for arithmetic, comparisons, functions of one element and activations. */
final class ElementCases {

  private ElementCases() {}

  static Stream<Case> all() {
    return Stream.of(arithmetic(), promotion(), comparisons(), functions(), activations())
        .flatMap(List::stream);
  }

  private static NDArray row(NDArray like, float... numbers) {
    return like.getManager().create(numbers).toType(like.getDataType(), false);
  }

  private static List<Case> arithmetic() {
    Shape rows = Case.ROWS;
    return List.of(
        Case.of("add", rows, (a, b) -> a.add(b)),
        Case.of("add: number", x -> x.add(2)),
        Case.of("add: column and row", x -> x.get(":, 0:1").add(row(x, 1, 2, 3, 4))),
        Case.of("sub", rows, (a, b) -> a.sub(b)),
        Case.of("sub: constant first", x -> row(x, 1, 2, 3).sub(x)),
        Case.of("sub: number first", x -> NDArrays.sub(1.5f, x)),
        Case.of("mul", rows, (a, b) -> a.mul(b)),
        Case.of("mul: constant first", x -> row(x, 1, 2, 3).mul(x)),
        Case.of("mul: scalar array", x -> x.mul(x.getManager().create(3f))),
        Case.of("div", rows, (a, b) -> a.div(b.abs().add(1))),
        Case.of("div: number first", x -> NDArrays.div(2f, x.abs().add(1))),
        Case.of("div: integers", x -> x.div(4)).typed(INT32, INT64),
        Case.of("pow", x -> x.abs().pow(1.7f)),
        Case.of("pow: squared", x -> x.pow(2)),
        Case.of("pow: number first", x -> NDArrays.pow(2f, x)),
        Case.of("pow: integers", x -> x.pow(2)).typed(INT32, INT64),
        Case.of("maximum", rows, (a, b) -> a.maximum(b)),
        Case.of("maximum: number", x -> x.maximum(0.25f)),
        Case.of("maximum: of no number", x -> x.log().maximum(0.25f)),
        Case.of("minimum", rows, (a, b) -> a.minimum(b)),
        Case.of("minimum: integers", x -> x.minimum(2)).typed(INT32, INT64),
        Case.of("mod", x -> x.mod(0.7f)),
        Case.of("mod: negative divisor", x -> x.mod(-0.7f)),
        Case.of("mod: integers", x -> x.mod(3)).typed(INT32, INT64),
        Case.of("mod: integers, negative divisor", x -> x.mod(-3)).typed(INT32, INT64),
        Case.of("add: in place", x -> x.mul(2).addi(1).subi(x).muli(x).divi(2).negi()));
  }

  private static List<Case> promotion() {
    return List.of(
        Case.of("mul: double number", x -> x.mul(0.5)),
        Case.of("mul: double number times scalar", x -> x.sum().mul(0.5)),
        Case.of("mul: double array", x -> x.mul(x.getManager().create(new double[] {1, 2, 3}))),
        Case.of("mul: integer by double number", x -> x.mul(0.5)).typed(INT32, INT64, UINT8),
        Case.of("mul: integer by float number", x -> x.mul(0.5f)).typed(INT32, INT64, UINT8),
        Case.of("add: integer by long number", x -> x.add(3L)).typed(INT32, INT64),
        Case.of("add: boolean to real", x -> x.add(x.gt(0))),
        Case.of("sub: number first, integers", x -> NDArrays.sub(5, x)).typed(INT32, INT64),
        Case.of("toType", x -> x.toType(FLOAT64, false).mul(3)),
        Case.of("toType: to integers", x -> x.mul(10).toType(INT64, false)),
        Case.of("toType: to boolean", x -> x.round().toType(BOOLEAN, true)),
        Case.of("toType: from bytes", x -> x.toType(FLOAT32, false).div(255f)).typed(UINT8, INT32),
        Case.of("toDevice", x -> x.toDevice(Device.cpu(), false).add(1)),
        Case.of("stopGradient", x -> x.exp().stopGradient()),
        Case.of("stopGradient: scaled", x -> x.exp().scaleGradient(0.5)),
        Case.of("duplicate", x -> x.exp().duplicate().addi(1)));
  }

  private static List<Case> comparisons() {
    Shape rows = Case.ROWS;
    return List.of(
        Case.of("eq", x -> x.round().eq(1)),
        Case.of("eq: integers", x -> x.eq(1)).typed(INT32, INT64),
        Case.of("neq", x -> x.round().neq(1)),
        Case.of("gt", rows, (a, b) -> a.gt(b)),
        Case.of("gt: double number", x -> x.gt(0.1)),
        Case.of("gte", x -> x.round().gte(1)),
        Case.of("lt", rows, (a, b) -> a.lt(b)),
        Case.of("lte", x -> x.round().lte(0)),
        Case.of("logicalAnd", x -> x.gt(-1).logicalAnd(x.lt(1))),
        Case.of("logicalOr", x -> x.gt(1).logicalOr(x.lt(-1))),
        Case.of("logicalXor", x -> x.round().logicalXor(x.gt(0))),
        Case.of("logicalNot", x -> x.gt(0).logicalNot()),
        Case.of("isNaN", x -> x.log().isNaN()),
        Case.of("isInfinite", x -> x.exp().mul(1e38f).exp().isInfinite()),
        Case.of("where", rows, (a, b) -> NDArrays.where(a.gt(0), a, b)),
        Case.of("where: constants", x -> NDArrays.where(x.gt(0), x.zerosLike(), x.exp())),
        Case.of("sum: any and all", x -> x.gt(-9).any().logicalAnd(x.gt(0).none())));
  }

  private static List<Case> functions() {
    return List.of(
        Case.of("neg", NDArray::neg),
        Case.of("neg: integers", NDArray::neg).typed(INT32, INT64),
        Case.of("abs", NDArray::abs),
        Case.of("sign", NDArray::sign),
        Case.of("sign: integers", NDArray::sign).typed(INT32, INT64),
        Case.of("square", NDArray::square),
        Case.of("sqrt", x -> x.abs().sqrt()),
        Case.of("sqrt: integers", x -> x.abs().sqrt()).typed(INT32, INT64),
        Case.of("cbrt", x -> x.abs().cbrt()),
        Case.of("exp", NDArray::exp),
        Case.of("log", x -> x.abs().log()),
        Case.of("log: of negatives", NDArray::log),
        Case.of("log2", x -> x.abs().log2()),
        Case.of("log10", x -> x.abs().log10()),
        Case.of("sin", NDArray::sin),
        Case.of("cos", NDArray::cos),
        Case.of("tan", x -> x.tanh().tan()),
        Case.of("asin", x -> x.tanh().asin()).single(),
        Case.of("acos", x -> x.tanh().acos()).single(),
        Case.of("atan", NDArray::atan).single(),
        Case.of("sinh", NDArray::sinh),
        Case.of("cosh", NDArray::cosh),
        Case.of("tanh", NDArray::tanh),
        Case.of("erf", NDArray::erf).single(),
        Case.of("floor", NDArray::floor),
        Case.of("floor: integers", x -> x.floor().add(1)).typed(INT32, INT64),
        Case.of("ceil", NDArray::ceil),
        Case.of("round", x -> x.mul(2).round().div(2).round()),
        Case.of("trunc", NDArray::trunc),
        Case.of("toDegrees", NDArray::toDegrees),
        Case.of("toRadians", NDArray::toRadians),
        Case.of("clip", x -> x.clip(-0.5, 0.75f)),
        Case.of("clip: integers", x -> x.clip(-2, 1)).typed(INT32, INT64),
        Case.of("clip: of no number", x -> x.log().clip(-1, 1)));
  }

  private static List<Case> activations() {
    return List.of(
        Case.of("relu", x -> Activation.relu(x)),
        Case.of("relu: up to 6", x -> Activation.relu6(x.mul(5))),
        Case.of("sigmoid", x -> Activation.sigmoid(x)),
        Case.of("tanh: activation", x -> Activation.tanh(x)),
        Case.of("softPlus", x -> Activation.softPlus(x)),
        Case.of("softPlus: far out", x -> Activation.softPlus(x.mul(30))),
        Case.of("softSign", x -> Activation.softSign(x)),
        Case.of("leakyRelu", x -> Activation.leakyRelu(x, 0.1f)),
        Case.of("elu", x -> Activation.elu(x, 0.7f)),
        Case.of("selu", x -> Activation.selu(x)),
        Case.of("gelu", x -> Activation.gelu(x)).single(),
        Case.of("mul: swish", x -> Activation.swish(x, 1.3f)),
        Case.of("mul: mish", x -> Activation.mish(x)));
  }
}
