package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.flow.Flow;
import org.mollify.models.testing.DensityIntegral;
import org.mollify.models.testing.FlowVariant;
import org.mollify.models.testing.FlowVariant.Columns;
import org.mollify.models.testing.NumericalJacobian;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;
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
  private static final Map<Case, RunFolder> RUNS = new LinkedHashMap<>();
  private static final Map<Case, Path> BUNDLES = new HashMap<>();

  /** How a model came about, and over which columns. */
  private enum State {
    RANDOM_2D,
    RANDOM_5D,
    RANDOM_MIXED,
    TRAINED_2D,
    TRAINED_5D,
    TRAINED_MIXED
  }

  /** A variant of a model in a state. */
  private record Case(FlowVariant variant, State state) {
    @Override
    public String toString() {
      return variant + ", " + state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    boolean mixed() {
      return state == State.RANDOM_MIXED || state == State.TRAINED_MIXED;
    }

    Path home() {
      return folder.resolve(toString().replaceAll("\\W+", "-"));
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(
        FlowVariant.defaults()
            .flatMap(
                variant ->
                    Arrays.stream(State.values())
                        .filter(state -> state != State.RANDOM_MIXED)
                        .map(state -> new Case(variant, state))),
        FlowVariant.switched()
            .flatMap(
                variant ->
                    Stream.of(State.RANDOM_MIXED, State.TRAINED_MIXED)
                        .map(state -> new Case(variant, state))));
  }

  static Stream<Case> trainedMixed() {
    return cases().filter(each -> each.state() == State.TRAINED_MIXED);
  }

  static Stream<Case> planes() {
    return cases()
        .filter(each -> each.state() == State.RANDOM_2D || each.state() == State.TRAINED_2D);
  }

  @BeforeAll
  static void makeRuns() throws IOException {
    Path table = SmallRuns.table(folder.resolve("table.csv"), 5, 0);
    Path mixed = SmallRuns.mixedTable(folder.resolve("mixed.csv"));
    for (Case each : cases().toList()) {
      FlowVariant variant = each.variant();
      Path home = each.home();
      RUNS.put(
          each,
          switch (each.state()) {
            case RANDOM_2D -> SmallRuns.perturbed(home, variant, Columns.REAL, 2);
            case RANDOM_5D -> SmallRuns.perturbed(home, variant, Columns.REAL, 5);
            case RANDOM_MIXED -> SmallRuns.perturbed(home, variant, Columns.MIXED, 5);
            case TRAINED_2D -> SmallRuns.train(home, SmallRuns.settings(variant, "gmm"));
            case TRAINED_5D -> SmallRuns.train(home, SmallRuns.settings(variant, "csv:" + table));
            case TRAINED_MIXED ->
                SmallRuns.train(
                    home,
                    SmallRuns.settings(variant, "csv:" + mixed)
                        .set("impute", "median")
                        .set("iterations", 96)
                        .set("checkpointSeconds", 0));
          });
    }
  }

  /** Exports a case once. */
  private static Path bundle(Case each) throws IOException {
    if (!BUNDLES.containsKey(each)) {
      Path bundle = each.home().resolveSibling(each.home().getFileName() + "-bundle");
      new BundleExport(RUNS.get(each), Slot.LAST).write(bundle, false);
      BUNDLES.put(each, bundle);
    }
    return BUNDLES.get(each);
  }

  /** The noise of the first importance sample of seed 0, as the runtime draws it. */
  private static NDList noise(NDManager manager, DensityModel model, int count) {
    NoiseStream stream = new NoiseStream(0, NoiseStream.Purpose.SCORE);
    NDList noise = new NDList();
    for (NoiseInput input : model.scoringNoise()) {
      double[] drawn = new double[Math.toIntExact(input.itemShape().size())];
      Distribution distribution = Distribution.valueOf(input.distribution().name());
      stream.fill(0, noise.size(), distribution, 1, drawn, 0, drawn.length);
      noise.add(manager.create(drawn).reshape(1, drawn.length).repeat(0, count));
    }
    return noise;
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
  void going_to_latents_and_back_returns_the_rows(Case each) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) RUNS.get(each).model(manager, Slot.LAST);
      NDArray raw = manager.create(heldOut(RUNS.get(each), manager, 64));
      Pass pass = Pass.evaluation(manager);
      NDArray back = flow.decode(pass, flow.score(pass, raw, noise(manager, flow, 64)).z());
      double error = back.sub(raw).abs().div(raw.abs().add(1.0)).max().getDouble();
      assertThat(error).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void both_log_determinants_equal_a_numerical_jacobian(Case each) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) RUNS.get(each).model(manager, Slot.LAST);
      var bijection = flow.bijection();
      for (double[] row : heldOut(RUNS.get(each), manager, 3)) {
        Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
        NDArray raw = manager.create(new double[][] {row});
        NDArray x =
            flow.transform()
                .toModelSpace(
                    pass, flow.transform().dequantize(pass, raw, noise(manager, flow, 1)));
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
  void a_density_over_two_columns_integrates_to_one(Case each) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = RUNS.get(each).model(manager, Slot.LAST);
      assertThat(DensityIntegral.overPlane(manager, model)).isCloseTo(1, within(0.01));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weights_that_are_saved_and_loaded_are_equal_bit_for_bit(Case each) throws IOException {
    RunFolder run = RUNS.get(each);
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = run.model(manager, Slot.LAST);
      var nothing = run.checkpoints().get(Slot.LAST).training();
      RunFolder copy =
          RunFolder.create(
              folder.resolve("copy of " + each.home().getFileName()),
              run.spec(),
              nothing,
              manager.create(1f));
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
  void a_run_that_is_stopped_and_resumed_ends_as_one_that_was_not(Case each) throws IOException {
    RunFolder whole = RUNS.get(each);
    TrainingConfig config = TrainingRun.storedConfig(whole.path());
    TabularDataset data = SmallRuns.data(config);
    Path path = each.home().resolveSibling(each.home().getFileName() + "-stopped");
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
  void a_bundle_is_proven_and_scores_as_the_model_does_at_every_batch_size(Case each)
      throws IOException {
    RunFolder run = RUNS.get(each);
    try (GenerativeModel served = GenerativeModel.open(bundle(each));
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
        double[][] rows = heldOut(run, manager, count);
        double[] expected =
            model
                .logLikelihood(
                    Pass.evaluation(manager), manager.create(rows), noise(manager, model, count))
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
  void a_bundle_knows_the_columns_and_takes_missing_values(Case each) throws IOException {
    RunFolder run = RUNS.get(each);
    try (GenerativeModel served = GenerativeModel.open(bundle(each));
        NDManager manager = NDManager.newBaseManager()) {
      List<BundleManifest.Column> columns = served.manifest().data().columns();
      assertThat(columns)
          .extracting(BundleManifest.Column::type)
          .containsExactly("real", "integer", "categorical", "real", "integer");
      double[][] rows = heldOut(run, manager, 20);
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
  void attribution_is_finite_and_redraws_only_values_that_occur(Case each) throws IOException {
    RunFolder run = RUNS.get(each);
    try (GenerativeModel served = GenerativeModel.open(bundle(each));
        NDManager manager = NDManager.newBaseManager()) {
      double[][] rows = heldOut(run, manager, 56);
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
  void graphs_are_what_the_field_can_read(Case each) throws IOException {
    Path bundle = bundle(each);
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
