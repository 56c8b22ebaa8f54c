package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.exporter.BundleExport;
import org.mollify.exporter.onnx.proto.OnnxProto.ModelProto;
import org.mollify.exporter.onnx.proto.OnnxProto.NodeProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TensorProto;
import org.mollify.exporter.onnx.proto.OnnxProto.ValueInfoProto;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.flow.Flow;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.TrainingListener;

/**
 * What every model of the registry must do from training to bundle: with all parameters and
 * statistics random, and after 200 steps of real training, over two and over five columns.
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
  private static final Map<String, RunFolder> RUNS = new LinkedHashMap<>();

  static List<String> models() {
    return ModelRegistry.all().stream().map(ModelFamily::name).toList();
  }

  static Stream<String> cases() {
    return models().stream()
        .flatMap(
            model ->
                Stream.of("random 2-D", "random 5-D", "trained 2-D", "trained 5-D")
                    .map(state -> model + ", " + state));
  }

  @BeforeAll
  static void makeRuns() throws IOException {
    Path table = SmallRuns.table(folder.resolve("table.csv"), 5, 0);
    for (String model : models()) {
      Path home = folder.resolve(model);
      RUNS.put(model + ", random 2-D", SmallRuns.perturbed(home.resolve("random2"), model, 2));
      RUNS.put(model + ", random 5-D", SmallRuns.perturbed(home.resolve("random5"), model, 5));
      RUNS.put(
          model + ", trained 2-D",
          SmallRuns.train(home.resolve("trained2"), SmallRuns.settings(model, "gmm")));
      RUNS.put(
          model + ", trained 5-D",
          SmallRuns.train(home.resolve("trained5"), SmallRuns.settings(model, "csv:" + table)));
    }
  }

  private static double[][] heldOut(RunFolder run, NDManager manager, int count)
      throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows = run.heldOut(scope);
      double[] flat = rows.toDoubleArray();
      int width = (int) rows.size(1);
      int available = (int) rows.size(0);
      double[][] result = new double[count][];
      Arrays.setAll(
          result,
          i -> Arrays.copyOfRange(flat, i % available * width, (i % available + 1) * width));
      return result;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void going_to_latents_and_back_returns_the_rows(String name) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) RUNS.get(name).model(manager, Slot.LAST);
      NDArray raw = manager.create(heldOut(RUNS.get(name), manager, 64));
      Pass pass = Pass.evaluation(manager);
      NDArray back = flow.decode(pass, flow.score(pass, raw).z());
      double error = back.sub(raw).abs().div(raw.abs().add(1.0)).max().getDouble();
      assertThat(error).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void both_log_determinants_equal_a_numerical_jacobian(String name) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) RUNS.get(name).model(manager, Slot.LAST);
      var bijection = flow.bijection();
      for (double[] row : heldOut(RUNS.get(name), manager, 3)) {
        Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
        NDArray x = flow.transform().toModelSpace(pass, manager.create(new double[][] {row}));
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
  @MethodSource("cases")
  void a_density_over_two_columns_integrates_to_one(String name) throws IOException {
    assumeThat(name).endsWith("2-D");
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = RUNS.get(name).model(manager, Slot.LAST);
      int side = 400;
      double half = 20;
      double cell = 2 * half / side;
      double total = 0;
      for (int i = 0; i < side; i++) {
        double[][] line = new double[side][];
        for (int j = 0; j < side; j++) {
          line[j] = new double[] {-half + (i + 0.5) * cell, -half + (j + 0.5) * cell};
        }
        try (NDManager scope = manager.newSubManager()) {
          NDArray score =
              model.logLikelihood(
                  Pass.evaluation(scope, DataType.FLOAT64), scope.create(line), new NDList());
          // Far from the data a score may overflow, which stands for a density of zero.
          total +=
              Arrays.stream(score.toDoubleArray()).filter(Double::isFinite).map(Math::exp).sum()
                  * cell
                  * cell;
        }
      }
      assertThat(total).isCloseTo(1, within(0.01));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weights_that_are_saved_and_loaded_are_equal_bit_for_bit(String name) throws IOException {
    RunFolder run = RUNS.get(name);
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = run.model(manager, Slot.LAST);
      var nothing = run.checkpoints().get(Slot.LAST).training();
      RunFolder copy =
          RunFolder.create(
              folder.resolve("copy of " + name), run.spec(), nothing, manager.create(1f));
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
  @MethodSource("models")
  void a_run_that_is_stopped_and_resumed_ends_as_one_that_was_not(String model) throws IOException {
    RunFolder whole = RUNS.get(model + ", trained 5-D");
    TrainingConfig config = TrainingRun.storedConfig(whole.path());
    TabularDataset data = DatasetLoader.load(DataRequest.of(config.data()));
    Path path = folder.resolve(model).resolve("stopped");
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(long step, float loss) {
            if (step == 123) {
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
  void a_bundle_is_proven_and_scores_as_the_model_does_at_every_batch_size(String name)
      throws IOException {
    RunFolder run = RUNS.get(name);
    Path bundle = folder.resolve("bundle-of-" + name.replaceAll("\\W", "-"));
    BundleManifest manifest = new BundleExport(run, Slot.LAST).write(bundle, false);
    assertThat(manifest.proof().status()).isEqualTo(BundleManifest.Proof.PROVEN);
    assertThat(manifest.proof().checks())
        .filteredOn(check -> check.binding() && check.inputs().equals("held-out"))
        .hasSize(2)
        .allMatch(check -> check.maxError() <= 1e-4);
    try (GenerativeModel served = GenerativeModel.open(bundle);
        NDManager manager = NDManager.newBaseManager()) {
      assertThat(served.proven()).isTrue();
      DensityModel model = run.model(manager, Slot.LAST);
      for (int count : new int[] {1, 7, 256}) {
        double[][] rows = heldOut(run, manager, count);
        double[] expected =
            model
                .logLikelihood(Pass.evaluation(manager), manager.create(rows), new NDList())
                .toDoubleArray();
        double[] scores = served.score(rows).logLikelihood();
        for (int i = 0; i < count; i++) {
          assertThat(scores[i]).isCloseTo(expected[i], within(1e-4 * (1 + Math.abs(expected[i]))));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void graphs_are_what_the_field_can_read(String model) throws IOException {
    Path bundle = folder.resolve("graphs-of-" + model);
    new BundleExport(RUNS.get(model + ", trained 5-D"), Slot.BEST).write(bundle, false);
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
      assertThat(port.getName()).matches("x|z|log_likelihood|core_log_likelihood");
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
