package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.rewrite.ChannelAffineMerge;

/** Affine maps of channels go into the convolutions beside them where that changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MergedGraphParityTest {

  private static final List<GraphInput> INPUTS =
      List.of(new GraphInput("x", new Shape(-1, 3, 4, 5), DataType.FLOAT32));

  private NDManager manager;
  private NDArray shift;
  private NDArray scale;
  private NDArray one;
  private NDArray three;

  @BeforeAll
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
    shift = manager.create(new float[] {0.5f, -1, 2}, new Shape(3, 1, 1));
    scale = manager.create(new float[] {1.5f, 0.25f, -2}, new Shape(1, 3, 1, 1));
    float[] weights = new float[81];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i);
    }
    three = manager.create(weights, new Shape(3, 3, 3, 3));
    one = three.get(":, :, 1:2, 1:2");
  }

  @AfterAll
  void close() {
    manager.close();
  }

  private static NDArray convolve(NDArray x, NDArray kernel) {
    long padding = kernel.getShape().get(2) / 2;
    Shape unit = new Shape(1, 1);
    return x.getNDArrayInternal()
        .convolution(x, kernel, null, unit, new Shape(padding, padding), unit, 1)
        .singletonOrThrow();
  }

  private List<Operator> merged(Parity.Function function) throws OrtException {
    Graph graph =
        ChannelAffineMerge.of(
            Parity.trace(
                manager, INPUTS, DataType.FLOAT32, TransposedConvolutionForm.DEFAULT, function));
    Parity.check(manager, INPUTS, DataType.FLOAT32, graph, function, 1e-5);
    return graph.nodes().stream().map(Node::operator).toList();
  }

  @Test
  void maps_in_front_of_a_pointwise_convolution_and_behind_it_go_into_it() throws OrtException {
    assertThat(
            merged(
                (x, parameters) ->
                    new NDList(
                        convolve(x.head().sub(shift).mul(scale), one)
                            .neg()
                            .div(scale)
                            .add(shift)
                            .mul(2f))))
        .containsExactly(Operator.CONV);
  }

  @Test
  void a_map_in_front_of_padding_stays_since_the_border_would_shift_too() throws OrtException {
    assertThat(
            merged((x, parameters) -> new NDList(convolve(x.head().sub(shift), three).mul(scale))))
        .containsExactly(Operator.SUB, Operator.CONV);
  }

  @Test
  void a_convolution_that_others_read_too_is_not_computed_twice() throws OrtException {
    assertThat(
            merged(
                (x, parameters) -> {
                  NDArray y = convolve(x.head(), one);
                  return new NDList(y.mul(scale), y.exp());
                }))
        .containsExactlyInAnyOrder(Operator.CONV, Operator.MUL, Operator.EXP);
  }

  @Test
  void a_map_that_differs_from_pixel_to_pixel_stays() throws OrtException {
    NDArray pixels = manager.ones(new Shape(1, 1, 4, 5)).mul(3f);
    assertThat(merged((x, parameters) -> new NDList(convolve(x.head().mul(pixels), one))))
        .containsExactly(Operator.MUL, Operator.CONV);
  }
}
