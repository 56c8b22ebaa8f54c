package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.models.network.TransposedConvolution;
import org.mollify.models.network.TransposedConvolution.Geometry;

/** Transposed convolutions compute in ONNX Runtime what they compute in the engine, in any form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransposedConvolutionParityTest {
  private static final Shape IMAGES = new Shape(-1, 4, 5, 6);
  private static final List<GraphInput> INPUTS =
      List.of(new GraphInput("x", IMAGES, DataType.FLOAT32));

  private NDManager manager;

  @BeforeAll
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterAll
  void close() {
    manager.close();
  }

  static Stream<Arguments> geometriesInEveryForm() {
    return Stream.of(
            new Geometry(3, 4, 2, 1, 0),
            new Geometry(3, 4, 2, 1, 1),
            new Geometry(3, 4, 1, 2, 0),
            new Geometry(3, 5, 2, 2, 0),
            new Geometry(3, 5, 2, 1, 0),
            new Geometry(3, 5, 2, 2, 1),
            new Geometry(3, 5, 1, 1, 0),
            new Geometry(3, 3, 2, 1, 0),
            new Geometry(3, 3, 2, 1, 1))
        .flatMap(
            geometry ->
                Stream.of(TransposedConvolutionForm.values())
                    .map(form -> Arguments.of(geometry, form)));
  }

  @ParameterizedTest
  @MethodSource("geometriesInEveryForm")
  void graphs_agree_with_the_block(Geometry geometry, TransposedConvolutionForm form)
      throws OrtException {
    Graph graph = check(new TransposedConvolution(geometry), form);
    if (form == TransposedConvolutionForm.OPERATOR) {
      assertThat(operators(graph)).containsExactly(Operator.CONV_TRANSPOSE);
    } else {
      assertThat(operators(graph))
          .contains(Operator.CONV)
          .doesNotContain(Operator.CONV_TRANSPOSE, Operator.SHAPE);
    }
  }

  @ParameterizedTest
  @MethodSource("geometriesInEveryForm")
  void graphs_agree_with_the_block_normalised(Geometry geometry, TransposedConvolutionForm form)
      throws OrtException {
    Graph graph =
        check(
            new SequentialBlock()
                .add(new TransposedConvolution(geometry))
                .add(BatchNorm.builder().build()),
            form);
    if (form == TransposedConvolutionForm.OPERATOR) {
      assertThat(operators(graph)).containsExactly(Operator.CONV_TRANSPOSE);
    }
  }

  @Test
  void a_normalisation_goes_into_the_convolution_before_it() throws OrtException {
    for (boolean biased : new boolean[] {true, false}) {
      Graph graph =
          check(
              new SequentialBlock()
                  .add(
                      Conv2d.builder()
                          .setKernelShape(new Shape(3, 3))
                          .setFilters(6)
                          .optGroups(2)
                          .optBias(biased)
                          .build())
                  .add(BatchNorm.builder().optEpsilon(0.1f).build()),
              TransposedConvolutionForm.DEFAULT);
      assertThat(operators(graph)).containsExactly(Operator.CONV);
    }
  }

  @Test
  void a_convolution_that_is_needed_as_it_is_stays_beside_the_folded_one() throws OrtException {
    Block convolution = Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(2).build();
    Block normalisation = BatchNorm.builder().build();
    initialize(convolution, IMAGES);
    initialize(normalisation, new Shape(1, 2, 3, 4));
    Parity.Function both =
        (x, p) -> {
          NDList y = convolution.forward(p, x, false);
          return new NDList(y.head(), normalisation.forward(p, y, false).head());
        };
    Graph graph =
        Parity.trace(manager, INPUTS, DataType.FLOAT32, TransposedConvolutionForm.DEFAULT, both);
    assertThat(operators(graph)).containsExactly(Operator.CONV, Operator.CONV);
    Parity.check(manager, INPUTS, DataType.FLOAT32, graph, both, 1e-5);
  }

  private Graph check(Block block, TransposedConvolutionForm form) throws OrtException {
    initialize(block, IMAGES);
    Parity.Function forward = (x, p) -> block.forward(p, x, false);
    Graph graph = Parity.trace(manager, INPUTS, DataType.FLOAT32, form, forward);
    Parity.check(manager, INPUTS, DataType.FLOAT32, graph, forward, 1e-5);
    return graph;
  }

  private void initialize(Block block, Shape images) {
    block.initialize(
        manager, DataType.FLOAT32, new Shape(1, images.get(1), images.get(2), images.get(3)));
    SplittableRandom random = new SplittableRandom(17);
    for (var entry : block.getParameters()) {
      Parameter parameter = entry.getValue();
      float[] numbers = new float[(int) parameter.getShape().size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] =
            parameter.getType() == Parameter.Type.RUNNING_VAR
                ? (float) random.nextDouble(0.2, 2.2)
                : (float) (0.3 * random.nextGaussian());
      }
      parameter.getArray().set(numbers);
    }
  }

  private static List<Operator> operators(Graph graph) {
    return graph.nodes().stream().map(Node::operator).toList();
  }
}
