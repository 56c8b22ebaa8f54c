package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.decomposition.lu.LUDecompositionAlt_DDRM;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;

/**
 * An invertible linear map of a vector in LU form (Glow, Kingma and Dhariwal 2018): {@code z = x W}
 * with {@code W = P L (U + diag(s exp(g)))}, log-determinant {@code sum g}.
 *
 * <p>{@code P} is a fixed permutation, {@code L} is lower triangular with ones on its diagonal,
 * {@code U} strictly upper triangular, {@code s} fixed signs. W starts as a random orthogonal
 * matrix. The inverse matrix is computed in double, and in an exported graph it is a constant.
 */
public final class LuLinear extends Bijection {

  private final int columns;
  private final Parameter permutation;
  private final Parameter lower;
  private final Parameter upper;
  private final Parameter sign;
  private final Parameter logScale;
  private NDArray below;
  private NDArray above;
  private NDArray identity;

  /**
   * Creates an uninitialised map.
   *
   * @param columns number of columns D
   */
  public LuLinear(int columns) {
    this.columns = columns;
    Shape matrix = new Shape(columns, columns);
    // Drawn as a whole by the initialiser of weights, then taken apart.
    this.lower = addParameter(trained("lower", Parameter.Type.WEIGHT, matrix));
    this.upper = addParameter(trained("upper", Parameter.Type.OTHER, matrix));
    this.logScale = addParameter(trained("logScale", Parameter.Type.OTHER, new Shape(columns)));
    this.permutation = addParameter(Constants.floats("permutation", new float[columns * columns]));
    this.sign = addParameter(Constants.floats("sign", new float[columns]));
  }

  private static Parameter trained(String name, Parameter.Type type, Shape shape) {
    Parameter.Builder builder = Parameter.builder().setName(name).setType(type).optShape(shape);
    return type == Parameter.Type.WEIGHT
        ? builder.build()
        : builder.optInitializer(Initializer.ZEROS).build();
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    return new Transformed(x.matMul(matrix(pass, x)), logDeterminant(pass, x));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    return new Transformed(z.matMul(inverseMatrix(pass, z)), logDeterminant(pass, z).neg());
  }

  /**
   * The log-determinant of W, {@code sum g}.
   *
   * @param pass the pass
   * @param beside an array on the device where the value is needed
   * @return a scalar
   */
  public NDArray logDeterminant(Pass pass, NDArray beside) {
    return pass.value(logScale, beside).sum();
  }

  /**
   * The inverse of W, computed in double.
   *
   * @param pass the pass
   * @param beside an array on the device where the value is needed
   * @return shape {@code [D, D]}, in the precision of the pass
   */
  public NDArray inverseMatrix(Pass pass, NDArray beside) {
    NDArray inverse = matrix(pass, beside).toType(DataType.FLOAT64, false).inverse();
    return inverse.toType(pass.precision(), false);
  }

  /**
   * The condition number of W, its largest singular value over its smallest.
   *
   * @param parent parent of what is computed on the way
   * @return a number of at least 1, infinite for a singular matrix
   */
  public double conditionNumber(NDManager parent) {
    try (NDManager scope = parent.newSubManager()) {
      Pass pass = Pass.evaluation(scope, DataType.FLOAT64);
      NDArray w = matrix(pass, logScale.getArray());
      return NormOps_DDRM.conditionP2(new DMatrixRMaj(columns, columns, true, w.toDoubleArray()));
    }
  }

  /**
   * The matrix W.
   *
   * @param pass the pass
   * @param beside an array on the device where the value is needed
   * @return shape {@code [D, D]}
   */
  public NDArray matrix(Pass pass, NDArray beside) {
    NDArray diagonal = pass.value(logScale, beside).exp().mul(pass.value(sign, beside));
    NDArray left = pass.value(lower, beside).mul(below).add(identity);
    NDArray right = pass.value(upper, beside).mul(above).add(diagonal.reshape(1, -1).mul(identity));
    NDArray order = pass.value(permutation, beside).reshape(columns, columns);
    return order.matMul(left).matMul(right);
  }

  /** Takes the drawn orthogonal matrix apart, {@code W = P L U}, in double. */
  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape matrix = new Shape(columns, columns);
    below = manager.create(triangle(-1), matrix);
    above = manager.create(triangle(1), matrix);
    identity = manager.create(triangle(0), matrix);
    float[] drawn = lower.getArray().toFloatArray();
    DMatrixRMaj weight = new DMatrixRMaj(columns, columns);
    for (int i = 0; i < drawn.length; i++) {
      weight.data[i] = drawn[i];
    }
    LUDecompositionAlt_DDRM lu = new LUDecompositionAlt_DDRM();
    if (!lu.decompose(weight) || lu.isSingular()) {
      throw new IllegalStateException("LU decomposition of an orthogonal matrix failed");
    }
    DMatrixRMaj rows = lu.getRowPivot(null);
    DMatrixRMaj p = CommonOps_DDRM.transpose(rows, null);
    DMatrixRMaj u = lu.getUpper(null);
    float[] signs = new float[columns];
    float[] logs = new float[columns];
    for (int i = 0; i < columns; i++) {
      signs[i] = (float) Math.signum(u.get(i, i));
      logs[i] = (float) Math.log(Math.abs(u.get(i, i)));
      u.set(i, i, 0);
    }
    assign(manager, lower, floats(lu.getLower(null)), matrix);
    assign(manager, upper, floats(u), matrix);
    assign(manager, permutation, floats(p), new Shape((long) columns * columns));
    assign(manager, sign, signs, new Shape(columns));
    assign(manager, logScale, logs, new Shape(columns));
    lower.getArray().muli(below);
  }

  /** Ones below ({@code -1}), on ({@code 0}) or above ({@code 1}) the diagonal. */
  private float[] triangle(int side) {
    float[] values = new float[columns * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = Integer.signum(i % columns - i / columns) == side ? 1 : 0;
    }
    return values;
  }

  private static float[] floats(DMatrixRMaj matrix) {
    float[] values = new float[matrix.getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) matrix.data[i];
    }
    return values;
  }

  private static void assign(NDManager manager, Parameter parameter, float[] values, Shape shape) {
    try (NDArray array = manager.create(values, shape)) {
      parameter.getArray().set(new NDIndex("..."), array);
    }
  }
}
