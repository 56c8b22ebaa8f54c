package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/** Matrix products and linear layers. */
final class ProductLowerings extends Lowerings {

  ProductLowerings(Trace trace) {
    super(trace);
  }

  /** Of two vectors or two matrices. */
  public Value dot(Value self, NDArray other) {
    Value right = value(other);
    if (self.type().rank() != right.type().rank() || self.type().rank() > 2) {
      throw new IllegalArgumentException(
          "dot takes two vectors or two matrices, got " + self.type() + " and " + right.type());
    }
    return product(self, right);
  }

  public Value matMul(Value self, NDArray other) {
    return product(self, value(other));
  }

  public Value batchMatMul(Value self, NDArray other) {
    Value right = value(other);
    if (self.type().rank() != 3 || right.type().rank() != 3) {
      throw new IllegalArgumentException(
          "batchMatMul takes arrays of three axes, got " + self.type() + " and " + right.type());
    }
    return product(self, right);
  }

  /** x W' + b, W of shape [out, in]; a constant W is transposed now unless Gemm does it. */
  public Value linear(Value self, NDArray input, NDArray weight, NDArray bias) {
    Value x = value(input);
    Value w = value(weight);
    boolean matrices = x.type().rank() == 2 && w.type().rank() == 2;
    if (matrices && !(x instanceof Constant)) {
      List<Value> operands = bias == null ? List.of(x, w) : List.of(x, w, value(bias));
      return record(Operator.GEMM, operands, Attribute.of("transB", true));
    }
    Value result = product(x, transpose(w, 1, 0));
    return bias == null ? result : record(Operator.ADD, result, value(bias));
  }

  /** A vector counts as a row on the left and as a column on the right. */
  private Value product(Value left, Value right) {
    int leftRank = left.type().rank();
    int rightRank = right.type().rank();
    if (leftRank == 0 || rightRank == 0) {
      throw new IllegalArgumentException("a scalar cannot be multiplied as a matrix");
    }
    Value a = leftRank == 1 ? unsqueeze(left, 0) : left;
    Value b = rightRank == 1 ? unsqueeze(right, 1) : right;
    Value result = record(Operator.MATMUL, a, b);
    if (rightRank == 1) {
      result = record(Operator.SQUEEZE, result, Constant.ofLongs(-1));
    }
    return leftRank == 1
        ? record(Operator.SQUEEZE, result, Constant.ofLongs(rightRank == 1 ? -1 : -2))
        : result;
  }
}
