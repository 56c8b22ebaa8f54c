package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.plan.GraphPlan;
import org.mollify.exporter.plan.LatentVariableGraphs;
import org.mollify.models.block.Pass;
import org.mollify.models.testing.LatentVariant;
import org.mollify.models.testing.LatentVariant.Items;
import org.mollify.models.vae.LatentVariableModel;

/** Decoding, encoding and importance weights of every autoencoder, as their graphs are planned. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LatentVariableParityTest {
  private NDManager manager;

  @BeforeAll
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterAll
  void close() {
    manager.close();
  }

  static Stream<Arguments> variants() {
    return LatentVariant.all()
        .flatMap(
            variant ->
                Arrays.stream(Items.values())
                    .flatMap(
                        items ->
                            Arrays.stream(TransposedConvolutionForm.values())
                                .filter(form -> items != Items.ROWS || form == DEFAULT)
                                .map(form -> Arguments.of(variant, items, form))));
  }

  private static final TransposedConvolutionForm DEFAULT = TransposedConvolutionForm.DEFAULT;

  @ParameterizedTest
  @MethodSource("variants")
  void onnx_runtime_agrees_with_the_model(
      LatentVariant variant, Items items, TransposedConvolutionForm form) throws OrtException {
    try (NDManager scope = manager.newSubManager()) {
      LatentVariableModel model = variant.perturbed(scope, items, 3);
      for (GraphPlan plan : LatentVariableGraphs.of(model)) {
        Parity.Function face =
            (inputs, parameters) -> {
              Pass pass = new Pass(parameters, DataType.FLOAT32, false, Pass.InnerGradient.NONE);
              return new NDList(plan.face().outputs(pass, inputs).values());
            };
        Graph graph = Parity.trace(scope, plan.inputs(), DataType.FLOAT32, form, face);
        assertThat(graph.nodes())
            .extracting(Node::operator)
            .doesNotContain(Operator.SHAPE, Operator.CONSTANT_OF_SHAPE);
        if (form == TransposedConvolutionForm.OPERATOR) {
          assertThat(graph.nodes())
              .extracting(Node::operator)
              .doesNotContain(Operator.BATCH_NORMALIZATION);
        }
        Parity.check(scope, plan.inputs(), DataType.FLOAT32, graph, face, 5e-5);
      }
    }
  }
}
