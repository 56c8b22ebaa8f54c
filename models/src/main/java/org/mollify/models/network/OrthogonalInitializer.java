package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * Random (semi-)orthogonal matrices, uniform over the orthogonal group (Saxe et al. 2014): the Q of
 * the QR decomposition of a Gaussian matrix, with signs chosen so that R has a positive diagonal.
 *
 * <p>A matrix with more rows than columns has orthonormal columns, and the other way round. The
 * authors of the paper initialise every linear layer so.
 */
public final class OrthogonalInitializer implements Initializer {

  private final RandomGenerator generator;

  /**
   * Creates an initialiser.
   *
   * @param generator source of the Gaussian entries, advanced by each matrix
   */
  public OrthogonalInitializer(RandomGenerator generator) {
    this.generator = generator;
  }

  /**
   * Draws one matrix.
   *
   * @param manager owner of the array
   * @param shape {@code [rows, columns]}
   * @param type element type
   * @return the matrix
   * @throws IllegalArgumentException if the shape has not two axes
   */
  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType type) {
    if (shape.dimension() != 2) {
      throw new IllegalArgumentException(
          "orthogonal initialisation expects a matrix; got shape " + shape);
    }
    int rows = Math.toIntExact(shape.get(0));
    int columns = Math.toIntExact(shape.get(1));
    DMatrixRMaj matrix = draw(rows, columns);
    if (type == DataType.FLOAT64) {
      return manager.create(matrix.getData(), shape);
    }
    try (NDArray doubles = manager.create(matrix.getData(), shape)) {
      return doubles.toType(type, true);
    }
  }

  private DMatrixRMaj draw(int rows, int columns) {
    int tall = Math.max(rows, columns);
    int narrow = Math.min(rows, columns);
    DMatrixRMaj gaussian = new DMatrixRMaj(tall, narrow);
    for (int i = 0; i < gaussian.getNumElements(); i++) {
      gaussian.data[i] = generator.nextGaussian();
    }
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(tall, narrow);
    if (!qr.decompose(gaussian)) {
      throw new IllegalStateException(
          "QR decomposition of a %d x %d Gaussian matrix failed".formatted(tall, narrow));
    }
    DMatrixRMaj q = qr.getQ(null, true);
    DMatrixRMaj r = qr.getR(null, true);
    for (int j = 0; j < narrow; j++) {
      if (r.get(j, j) < 0) {
        for (int i = 0; i < tall; i++) {
          q.set(i, j, -q.get(i, j));
        }
      }
    }
    return rows >= columns ? q : CommonOps_DDRM.transpose(q, null);
  }
}
