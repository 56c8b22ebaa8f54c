package org.mollify.experiments.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.trace.Tracer;
import org.mollify.models.network.OrthogonalInitializer;

/**
 * What exported graphs are measured against: products with a constant matrix of 512 x 512, as a
 * layer of a network is. Ten stand in a row, so that rows on their way in and out of Java do not
 * count.
 */
final class MatrixProducts {

  /** Rows and columns of the matrix. */
  static final int WIDTH = 512;

  /** Products in a row. */
  static final int COUNT = 10;

  /** Multiplications of one row. */
  static final long MULTIPLICATIONS = (long) COUNT * WIDTH * WIDTH;

  private MatrixProducts() {}

  /** A column of numbers, spread over 512 columns, through the products; one column comes back. */
  static Graph graph(NDManager manager) {
    OrthogonalInitializer weights = new OrthogonalInitializer(new SplittableRandom(1));
    return Tracer.trace(
        manager,
        List.of(new GraphInput("x", new Shape(-1, 1), DataType.FLOAT32)),
        context -> {
          NDArray values = context.input("x").mul(context.manager().ones(new Shape(1, WIDTH)));
          for (int i = 0; i < COUNT; i++) {
            NDArray weight = weights.initialize(manager, new Shape(WIDTH, WIDTH), DataType.FLOAT32);
            values = values.matMul(weight);
          }
          LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
          outputs.put("y", values.get(":, 0:1"));
          return outputs;
        });
  }
}
