package org.mollify.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.models.block.Pass;
import org.mollify.models.network.TransposedConvolution.Geometry;

/** Against the definition, in double: each input pixel adds its kernel to the output. */
class TransposedConvolutionTest {

  private static final int ITEMS = 2;
  private static final int IN = 3;
  private static final int OUT = 2;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;

  private record Case(Geometry geometry, double[] x, double[] w, double[] b, double[] upstream) {

    static Case of(Geometry geometry) {
      SplittableRandom random = new SplittableRandom(11);
      int outputs = ITEMS * OUT * (int) (geometry.outputSize(HEIGHT) * geometry.outputSize(WIDTH));
      return new Case(
          geometry,
          normal(random, ITEMS * IN * HEIGHT * WIDTH),
          normal(random, IN * OUT * geometry.kernel() * geometry.kernel()),
          normal(random, OUT),
          normal(random, outputs));
    }

    /** Calls back for each product of the definition: places in output, input and weight. */
    void visit(Visitor visitor) {
      int k = geometry.kernel();
      int high = (int) geometry.outputSize(HEIGHT);
      int wide = (int) geometry.outputSize(WIDTH);
      for (int n = 0; n < ITEMS; n++) {
        for (int c = 0; c < IN; c++) {
          for (int o = 0; o < OUT; o++) {
            for (int i = 0; i < HEIGHT * WIDTH; i++) {
              for (int t = 0; t < k * k; t++) {
                int y = i / WIDTH * geometry.stride() - geometry.padding() + t / k;
                int x = i % WIDTH * geometry.stride() - geometry.padding() + t % k;
                if (y >= 0 && y < high && x >= 0 && x < wide) {
                  visitor.product(
                      ((n * OUT + o) * high + y) * wide + x,
                      (n * IN + c) * HEIGHT * WIDTH + i,
                      (c * OUT + o) * k * k + t);
                }
              }
            }
          }
        }
      }
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void product(int output, int input, int weight);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2, 1, 0",
    "4, 2, 1, 1",
    "4, 1, 2, 0",
    "5, 2, 2, 0",
    "5, 2, 1, 0",
    "5, 2, 2, 1",
    "5, 1, 1, 0",
    "3, 2, 1, 0",
    "3, 2, 1, 1",
    "3, 2, 0, 1",
    "2, 3, 0, 2"
  })
  void values_and_gradients_are_those_of_the_definition(
      int kernel, int stride, int padding, int outputPadding) {
    Case given = Case.of(new Geometry(OUT, kernel, stride, padding, outputPadding));
    double[] y = new double[given.upstream.length];
    int plane = y.length / ITEMS / OUT;
    Arrays.setAll(y, i -> given.b[i / plane % OUT]);
    double[] dx = new double[given.x.length];
    double[] dw = new double[given.w.length];
    given.visit(
        (out, in, weight) -> {
          y[out] += given.x[in] * given.w[weight];
          dx[in] += given.upstream[out] * given.w[weight];
          dw[weight] += given.upstream[out] * given.x[in];
        });
    double[] db = new double[OUT];
    IntStream.range(0, y.length).forEach(i -> db[i / plane % OUT] += given.upstream[i]);

    try (NDManager manager = NDManager.newBaseManager()) {
      TransposedConvolution layer = new TransposedConvolution(given.geometry);
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, IN, HEIGHT, WIDTH));
      NDArray weight = set(layer, "weight", given.w);
      NDArray bias = set(layer, "bias", given.b);
      NDArray x = floats(manager, given.x).reshape(ITEMS, IN, HEIGHT, WIDTH);
      x.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray result =
            layer
                .forward(
                    Pass.training(manager, Pass.InnerGradient.NONE).parameters(),
                    new NDList(x),
                    true)
                .singletonOrThrow();
        assertClose(result, y);
        assertThat(result.getShape()).isEqualTo(layer.getOutputShapes(shapeOf(x))[0]);
        collector.backward(
            result.mul(floats(manager, given.upstream).reshape(result.getShape())).sum());
      }
      assertClose(x.getGradient(), dx);
      assertClose(weight.getGradient(), dw);
      assertClose(bias.getGradient(), db);
      NDArray evaluated =
          layer
              .forward(Pass.evaluation(manager).parameters(), new NDList(x), false)
              .singletonOrThrow();
      assertClose(evaluated, y);
    }
  }

  @Test
  void sizes_that_make_no_layer_are_refused() {
    assertThatThrownBy(() -> new Geometry(3, 4, 2, 1, 2))
        .hasMessageContaining("output padding below the stride");
    assertThatThrownBy(() -> new Geometry(0, 4, 2, 1, 0)).hasMessageContaining("at least 1");
  }

  private static Shape[] shapeOf(NDArray x) {
    return new Shape[] {x.getShape()};
  }

  private static NDArray set(TransposedConvolution layer, String name, double[] values) {
    Parameter parameter =
        layer.getParameters().stream()
            .filter(entry -> entry.getKey().endsWith(name))
            .findFirst()
            .orElseThrow()
            .getValue();
    NDArray array = parameter.getArray();
    try (NDArray view = array.stopGradient();
        NDArray wanted = floats(array.getManager(), values)) {
      view.muli(0).addi(wanted.reshape(array.getShape()));
    }
    return array;
  }

  private static NDArray floats(NDManager manager, double[] values) {
    float[] floats = new float[values.length];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) values[i]);
    return manager.create(floats);
  }

  private static void assertClose(NDArray actual, double[] expected) {
    float[] values = actual.toFloatArray();
    assertThat(values).hasSize(expected.length);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i]).isCloseTo(expected[i], within(2e-4));
    }
  }

  private static double[] normal(SplittableRandom random, int size) {
    return IntStream.range(0, size).mapToDouble(i -> random.nextGaussian()).toArray();
  }
}
