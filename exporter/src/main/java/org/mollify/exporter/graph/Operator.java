package org.mollify.exporter.graph;

import static ai.djl.ndarray.types.DataType.BOOLEAN;
import static ai.djl.ndarray.types.DataType.FLOAT32;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT32;
import static ai.djl.ndarray.types.DataType.INT64;
import static ai.djl.ndarray.types.DataType.INT8;
import static ai.djl.ndarray.types.DataType.UINT8;
import static org.mollify.exporter.graph.Attribute.Kind.FLOAT;
import static org.mollify.exporter.graph.Attribute.Kind.INT;
import static org.mollify.exporter.graph.Attribute.Kind.INTS;
import static org.mollify.exporter.graph.Attribute.Kind.STRING;
import static org.mollify.exporter.graph.Attribute.Kind.TENSOR;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Set;

/**
 * The ONNX operators (opset {@value #OPSET}) that graphs are made of. Each knows its arity, its
 * attributes, the element types for which ONNX Runtime's CPU provider has a kernel, and the types
 * of its results. There is no random operator: noise is a graph input.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public enum Operator {
  ADD("Add", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  SUB("Sub", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  MUL("Mul", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  DIV("Div", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  POW("Pow", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  MAX("Max", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  MIN("Min", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic)),
  MOD("Mod", Signature.of(2, Types.NUMBERS, ElementwiseRules::arithmetic).optional("fmod", INT)),

  EQUAL("Equal", Signature.of(2, Types.NUMBERS_AND_BOOLEAN, ElementwiseRules::comparison)),
  GREATER("Greater", Signature.of(2, Types.NUMBERS, ElementwiseRules::comparison)),
  GREATER_OR_EQUAL("GreaterOrEqual", Signature.of(2, Types.NUMBERS, ElementwiseRules::comparison)),
  LESS("Less", Signature.of(2, Types.NUMBERS, ElementwiseRules::comparison)),
  LESS_OR_EQUAL("LessOrEqual", Signature.of(2, Types.NUMBERS, ElementwiseRules::comparison)),
  AND("And", Signature.of(2, Types.BOOLEANS, ElementwiseRules::arithmetic)),
  OR("Or", Signature.of(2, Types.BOOLEANS, ElementwiseRules::arithmetic)),
  XOR("Xor", Signature.of(2, Types.BOOLEANS, ElementwiseRules::arithmetic)),
  NOT("Not", Signature.of(1, Types.BOOLEANS, ElementwiseRules::same)),
  IS_NAN("IsNaN", Signature.of(1, Types.REALS, ElementwiseRules::predicate)),
  IS_INF("IsInf", Signature.of(1, Types.REALS, ElementwiseRules::predicate)),

  NEG("Neg", Signature.of(1, Types.NUMBERS, ElementwiseRules::same)),
  ABS("Abs", Signature.of(1, Types.NUMBERS, ElementwiseRules::same)),
  SIGN("Sign", Signature.of(1, Types.NUMBERS, ElementwiseRules::same)),
  SQRT("Sqrt", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  EXP("Exp", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  LOG("Log", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  SIN("Sin", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  COS("Cos", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  TAN("Tan", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  ASIN("Asin", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  ACOS("Acos", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  ATAN("Atan", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  SINH("Sinh", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  COSH("Cosh", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  TANH("Tanh", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  ERF("Erf", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  FLOOR("Floor", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  CEIL("Ceil", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  ROUND("Round", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  RECIPROCAL("Reciprocal", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  SIGMOID("Sigmoid", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  RELU("Relu", Signature.of(1, Types.REALS, ElementwiseRules::same)),
  SOFTPLUS("Softplus", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  SOFTSIGN("Softsign", Signature.of(1, Types.SINGLE, ElementwiseRules::same)),
  LEAKY_RELU(
      "LeakyRelu", Signature.of(1, Types.REALS, ElementwiseRules::same).optional("alpha", FLOAT)),
  ELU("Elu", Signature.of(1, Types.SINGLE, ElementwiseRules::same).optional("alpha", FLOAT)),
  SELU(
      "Selu",
      Signature.of(1, Types.SINGLE, ElementwiseRules::same)
          .optional("alpha", FLOAT)
          .optional("gamma", FLOAT)),
  CLIP("Clip", Signature.of(1, 3, Types.NUMBERS, ElementwiseRules::clip)),
  WHERE("Where", Signature.of(3, Types.NUMBERS, ElementwiseRules::where).typedBy(1)),
  CAST("Cast", Signature.of(1, Types.ALL, ElementwiseRules::cast).required("to", INT)),
  IDENTITY("Identity", Signature.of(1, Types.ALL, ElementwiseRules::same)),

  REDUCE_SUM(
      "ReduceSum",
      Signature.of(1, 2, Types.NUMBERS, ReductionRules::byInput).optional("keepdims", INT)),
  REDUCE_MEAN("ReduceMean", reduction(Types.REALS)),
  REDUCE_MAX("ReduceMax", reduction(Types.NUMBERS)),
  REDUCE_MIN("ReduceMin", reduction(Types.NUMBERS)),
  REDUCE_PROD("ReduceProd", reduction(Types.NUMBERS)),
  ARG_MAX("ArgMax", argument()),
  ARG_MIN("ArgMin", argument()),
  CUM_SUM("CumSum", Signature.of(2, Types.NUMBERS, ReductionRules::cumulative)),

  RESHAPE("Reshape", Signature.of(2, Types.ALL, LayoutRules::reshape)),
  TRANSPOSE("Transpose", Signature.of(1, Types.ALL, LayoutRules::transpose).required("perm", INTS)),
  SQUEEZE("Squeeze", Signature.of(2, Types.ALL, LayoutRules::squeeze)),
  UNSQUEEZE("Unsqueeze", Signature.of(2, Types.ALL, LayoutRules::unsqueeze)),
  CONCAT(
      "Concat",
      Signature.of(1, Integer.MAX_VALUE, Types.ALL, LayoutRules::concat).required("axis", INT)),
  TILE("Tile", Signature.of(2, Types.ALL, LayoutRules::tile)),
  PAD("Pad", Signature.of(3, Types.NUMBERS, LayoutRules::pad).optional("mode", STRING)),
  EXPAND("Expand", Signature.of(2, Types.ALL, LayoutRules::expand)),
  SHAPE("Shape", Signature.of(1, Types.ALL, LayoutRules::shape)),
  CONSTANT_OF_SHAPE(
      "ConstantOfShape",
      Signature.of(1, Set.of(INT64), LayoutRules::constantOfShape).required("value", TENSOR)),

  SLICE("Slice", Signature.of(5, Types.ALL, IndexRules::slice)),
  SPLIT("Split", Signature.ruled(2, 2, Types.ALL, IndexRules::split).required("axis", INT)),
  GATHER("Gather", Signature.of(2, Types.ALL, IndexRules::gather).required("axis", INT)),
  GATHER_ELEMENTS(
      "GatherElements",
      Signature.of(2, Types.ALL, IndexRules::gatherElements).required("axis", INT)),

  MATMUL("MatMul", Signature.of(2, Types.NUMBERS, NeuralRules::matMul)),
  GEMM("Gemm", Signature.of(2, 3, Types.REALS, NeuralRules::gemm).optional("transB", INT)),
  CONV("Conv", convolution(Signature.of(2, 3, Types.SINGLE, NeuralRules::conv))),
  CONV_TRANSPOSE(
      "ConvTranspose",
      convolution(Signature.of(2, 3, Types.SINGLE, NeuralRules::convTranspose))
          .optional("output_padding", INTS)),
  BATCH_NORMALIZATION(
      "BatchNormalization",
      Signature.of(5, Types.REALS, NeuralRules::batchNormalization).required("epsilon", FLOAT)),
  LAYER_NORMALIZATION(
      "LayerNormalization",
      Signature.of(3, Types.REALS, NeuralRules::layerNormalization)
          .required("axis", INT)
          .required("epsilon", FLOAT)),
  MAX_POOL("MaxPool", pooling(Types.REALS)),
  AVERAGE_POOL("AveragePool", pooling(Types.SINGLE).optional("count_include_pad", INT)),
  SOFTMAX("Softmax", alongAxis()),
  LOG_SOFTMAX("LogSoftmax", alongAxis());

  /** Version of the operator set. */
  public static final int OPSET = 17;

  private final String onnxName;
  private final Signature signature;

  Operator(String onnxName, Signature signature) {
    this.onnxName = onnxName;
    this.signature = signature;
  }

  /** Name by the ONNX specification. */
  public String onnxName() {
    return onnxName;
  }

  /** Element types of the input that decides on the kernel. */
  public Set<DataType> dataTypes() {
    return signature.dataTypes();
  }

  /** Whether ONNX Runtime has a kernel of this operator for the element type. */
  public boolean supports(DataType dataType) {
    return signature.dataTypes().contains(dataType);
  }

  Call check(List<Value> inputs, List<Attribute> attributes) {
    return signature.check(this, inputs, attributes);
  }

  List<TensorType> infer(Call call) {
    return signature.rule().infer(call);
  }

  private static Signature reduction(Set<DataType> types) {
    return Signature.of(1, types, ReductionRules::byAttribute)
        .optional("axes", INTS)
        .optional("keepdims", INT);
  }

  private static Signature argument() {
    return Signature.of(1, Types.NUMBERS, ReductionRules::argument)
        .required("axis", INT)
        .optional("keepdims", INT);
  }

  private static Signature convolution(Signature signature) {
    return signature
        .optional("kernel_shape", INTS)
        .optional("strides", INTS)
        .optional("pads", INTS)
        .optional("dilations", INTS)
        .optional("group", INT);
  }

  private static Signature pooling(Set<DataType> types) {
    return Signature.of(1, types, NeuralRules::pool)
        .required("kernel_shape", INTS)
        .optional("strides", INTS)
        .optional("pads", INTS)
        .optional("ceil_mode", INT);
  }

  private static Signature alongAxis() {
    return Signature.of(1, Types.REALS, NeuralRules::alongAxis).required("axis", INT);
  }

  /** Groups of element types by kernel. */
  private static final class Types {
    static final Set<DataType> SINGLE = Set.of(FLOAT32);
    static final Set<DataType> REALS = Set.of(FLOAT32, FLOAT64);
    static final Set<DataType> BOOLEANS = Set.of(BOOLEAN);
    static final Set<DataType> NUMBERS = Set.of(FLOAT32, FLOAT64, INT32, INT64);
    static final Set<DataType> NUMBERS_AND_BOOLEAN =
        Set.of(FLOAT32, FLOAT64, INT32, INT64, BOOLEAN);
    static final Set<DataType> ALL = Set.of(FLOAT32, FLOAT64, INT32, INT64, UINT8, INT8, BOOLEAN);
  }
}
