package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.experiments.ContractCase.State;
import org.mollify.exporter.onnx.proto.OnnxProto.ModelProto;
import org.mollify.exporter.onnx.proto.OnnxProto.NodeProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TensorProto;
import org.mollify.exporter.onnx.proto.OnnxProto.ValueInfoProto;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.flow.Flow;
import org.mollify.models.testing.DensityIntegral;
import org.mollify.models.testing.NumericalJacobian;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.TrainingListener;

/**
 * What every model of the registry must do from training to bundle, with every switch of its
 * options both ways: with all parameters and statistics random, and after some steps of real
 * training, over two columns, five, and five of real numbers, whole numbers and labels.
 */
class RegistryContractTest {

  private static final Set<String> RANDOM_OPERATORS =
      Set.of(
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike",
          "Multinomial",
          "Bernoulli",
          "Dropout");

  @TempDir static Path folder;
  private static ContractRuns runs;

  static Stream<ContractCase> cases() {
    return ContractCase.all();
  }

  static Stream<ContractCase> trainedMixed() {
    return cases().filter(each -> each.state() == State.TRAINED_MIXED);
  }

  static Stream<ContractCase> planes() {
    return cases()
        .filter(each -> each.state() == State.RANDOM_2D || each.state() == State.TRAINED_2D);
  }

  @BeforeAll
  static void makeRuns() throws IOException {
    runs = new ContractRuns(folder);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void going_to_latents_and_back_returns_the_rows(ContractCase each) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) runs.run(each).model(manager, Slot.LAST);
      NDArray raw = manager.create(runs.heldOut(each, manager, 64));
      Pass pass = Pass.evaluation(manager);
      NDArray back =
          flow.decode(
              pass,
              flow.score(pass, raw, ScoringNoise.draw(manager, flow.scoringNoise(), 0, 0, 64)).z());
      double error = back.sub(raw).abs().div(raw.abs().add(1.0)).max().getDouble();
      assertThat(error).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void both_log_determinants_equal_a_numerical_jacobian(ContractCase each) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) runs.run(each).model(manager, Slot.LAST);
      var bijection = flow.bijection();
      for (double[] row : runs.heldOut(each, manager, 3)) {
        Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
        NDArray raw = manager.create(new double[][] {row});
        NDArray x =
            flow.transform()
                .toModelSpace(
                    pass,
                    flow.transform()
                        .dequantize(
                            pass, raw, ScoringNoise.draw(manager, flow.scoringNoise(), 0, 0, 1)));
        var forward = bijection.forward(pass, x);
        assertThat(forward.logDeterminant().sum().getDouble())
            .isCloseTo(
                NumericalJacobian.logDeterminant(
                    manager, v -> bijection.forward(pass, v).value(), x.toDoubleArray()),
                within(1e-4));
        NDArray z = forward.value();
        assertThat(bijection.inverse(pass, z).logDeterminant().sum().getDouble())
            .isCloseTo(
                NumericalJacobian.logDeterminant(
                    manager, v -> bijection.inverse(pass, v).value(), z.toDoubleArray()),
                within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("planes")
  void a_density_over_two_columns_integrates_to_one(ContractCase each) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = runs.run(each).model(manager, Slot.LAST);
      assertThat(DensityIntegral.overPlane(manager, model)).isCloseTo(1, within(0.01));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weights_that_are_saved_and_loaded_are_equal_bit_for_bit(ContractCase each)
      throws IOException {
    RunFolder run = runs.run(each);
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = run.model(manager, Slot.LAST);
      var nothing = run.checkpoints().get(Slot.LAST).training();
      RunFolder copy =
          RunFolder.create(
              folder.resolve("copy-of-" + each.id()), run.spec(), nothing, manager.create(1f));
      copy.checkpoints()
          .write(
              1,
              RunFolder.parameters(model),
              Map.of("none", manager.create(0f)),
              nothing,
              Optional.empty());
      assertThat(copy.checkpoints().get(Slot.LAST).weights().sha256())
          .isEqualTo(run.checkpoints().get(Slot.LAST).weights().sha256());
      Map<String, NDArray> loaded = RunFolder.parameters(copy.model(manager, Slot.LAST));
      RunFolder.parameters(model)
          .forEach(
              (key, array) ->
                  assertThat(loaded.get(key).toByteArray()).isEqualTo(array.toByteArray()));
    }
  }

  @ParameterizedTest
  @MethodSource("trainedMixed")
  void a_run_that_is_stopped_and_resumed_ends_as_one_that_was_not(ContractCase each)
      throws IOException {
    RunFolder whole = runs.run(each);
    TrainingConfig config = TrainingRun.storedConfig(whole.path());
    TabularDataset data = SmallRuns.data(config);
    Path path = folder.resolve(each.id() + "-stopped");
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(long step, float loss) {
            if (step == 61) {
              throw new IllegalStateException("stopped here");
            }
          }
        };
    assertThatThrownBy(() -> TrainingRun.begin(path, config, data).train(stopping))
        .hasMessage("stopped here");
    TrainingRun.resume(path, config, data).train(TrainingListener.SILENT);
    RunFolder resumed = RunFolder.open(path);
    for (Slot slot : Slot.values()) {
      assertThat(resumed.checkpoints().get(slot)).isEqualTo(whole.checkpoints().get(slot));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_bundle_is_proven_and_scores_as_the_model_does_at_every_batch_size(ContractCase each)
      throws IOException {
    RunFolder run = runs.run(each);
    try (GenerativeModel served = GenerativeModel.open(runs.bundle(each));
        NDManager manager = NDManager.newBaseManager()) {
      assertThat(served.proven()).isTrue();
      assertThat(served.manifest().proof().checks())
          .filteredOn(check -> check.binding() && check.inputs().equals("held-out"))
          .hasSize(2)
          .allMatch(check -> check.maxError() <= 1e-4);
      assertThat(served.manifest().likelihood().kind())
          .isEqualTo(each.mixed() ? "lower-bound" : "exact");
      DensityModel model = run.model(manager, Slot.LAST);
      for (int count : new int[] {1, 7, 256}) {
        double[][] rows = runs.heldOut(each, manager, count);
        double[] expected =
            model
                .logLikelihood(
                    Pass.evaluation(manager),
                    manager.create(rows),
                    ScoringNoise.draw(manager, model.scoringNoise(), 0, 0, count))
                .toDoubleArray();
        double[] scores = served.score(rows, new ScoreOptions(1, 0L)).logLikelihood();
        for (int i = 0; i < count; i++) {
          assertThat(scores[i]).isCloseTo(expected[i], within(1e-4 * (1 + Math.abs(expected[i]))));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainedMixed")
  void a_bundle_knows_the_columns_and_takes_missing_values(ContractCase each) throws IOException {
    RunFolder run = runs.run(each);
    try (GenerativeModel served = GenerativeModel.open(runs.bundle(each));
        NDManager manager = NDManager.newBaseManager()) {
      List<BundleManifest.Column> columns = served.manifest().data().columns();
      assertThat(columns)
          .extracting(BundleManifest.Column::type)
          .containsExactly("real", "integer", "categorical", "real", "integer");
      double[][] rows = runs.heldOut(each, manager, 20);
      double[][] holes = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        holes[i] = rows[i].clone();
        holes[i][i % columns.size()] = Double.NaN;
        rows[i][i % columns.size()] = columns.get(i % columns.size()).imputation().value();
      }
      assertThat(served.score(holes).logLikelihood()).isEqualTo(served.score(rows).logLikelihood());
      for (double[] sample : served.sample(200, 3)) {
        for (int whole : new int[] {1, 2, 4}) {
          assertThat(sample[whole]).isEqualTo(Math.rint(sample[whole]));
        }
        assertThat(sample[2]).isBetween(0.0, columns.get(2).categories().size() - 1.0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainedMixed")
  void attribution_is_finite_and_redraws_only_values_that_occur(ContractCase each)
      throws IOException {
    RunFolder run = runs.run(each);
    try (GenerativeModel served = GenerativeModel.open(runs.bundle(each));
        NDManager manager = NDManager.newBaseManager()) {
      double[][] rows = runs.heldOut(each, manager, 56);
      double[][] reference = served.manifest().reference().values();
      for (int j = 0; j < reference.length; j++) {
        int column = j;
        assertThat(Arrays.stream(rows).mapToDouble(row -> row[column]).toArray())
            .as("held-out values of column %d", j)
            .contains(reference[j]);
      }
      double[][] some = Arrays.copyOf(rows, 2);
      some[1] = some[1].clone();
      some[1][1] = Double.NaN;
      for (double[] attribution : served.attribute(some, ScoreOptions.defaults())) {
        assertThat(attribution).hasSize(reference.length);
        assertThat(Arrays.stream(attribution)).allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainedMixed")
  void graphs_are_what_the_field_can_read(ContractCase each) throws IOException {
    Path bundle = runs.bundle(each);
    List<Path> graphs;
    try (var files = Files.list(bundle)) {
      graphs = files.filter(file -> file.toString().endsWith(".onnx")).toList();
    }
    assertThat(graphs).hasSize(2);
    for (Path file : graphs) {
      ModelProto graph = ModelProto.parseFrom(Files.readAllBytes(file));
      assertThat(graph.getIrVersion()).isEqualTo(8);
      assertThat(graph.getOpsetImportList())
          .singleElement()
          .satisfies(opset -> assertThat(opset.getVersion()).isEqualTo(17));
      assertNamedWithSymbolicBatch(graph.getGraph().getInputList());
      assertNamedWithSymbolicBatch(graph.getGraph().getOutputList());
      assertThat(graph.getGraph().getNodeList())
          .extracting(NodeProto::getOpType)
          .doesNotContainAnyElementsOf(RANDOM_OPERATORS)
          .doesNotContain("Constant");
      assertEveryNodeDependsOnAnInput(graph);
    }
  }

  private static void assertNamedWithSymbolicBatch(List<ValueInfoProto> ports) {
    assertThat(ports).isNotEmpty();
    for (ValueInfoProto port : ports) {
      assertThat(port.getName()).matches("x|x_continuous|z|u|log_likelihood|core_log_likelihood");
      assertThat(port.getType().getTensorType().getShape().getDim(0).getDimParam()).isNotEmpty();
    }
  }

  private static void assertEveryNodeDependsOnAnInput(ModelProto model) {
    Set<String> constant = new HashSet<>();
    model.getGraph().getInitializerList().stream().map(TensorProto::getName).forEach(constant::add);
    for (NodeProto node : model.getGraph().getNodeList()) {
      assertThat(node.getInputList())
          .as("%s %s", node.getOpType(), node.getName())
          .anyMatch(input -> !input.isEmpty() && !constant.contains(input));
    }
  }
}
