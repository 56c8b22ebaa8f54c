package org.mollify.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingFailedException;
import org.mollify.trainer.loop.TrainingListener;
import org.mollify.trainer.progress.MetricsLog;

class TrainingRunTest {

  @TempDir Path folder;
  private Path table;

  @BeforeEach
  void writeTable() throws IOException {
    table = SmallRun.table(folder, 300, 3, 1);
  }

  private ConfigLayers settings() {
    return SmallRun.settings(table);
  }

  @Test
  void two_runs_of_one_configuration_are_equal_bit_for_bit() throws IOException {
    RunFolder first = SmallRun.train(folder.resolve("a"), settings());
    RunFolder second = SmallRun.train(folder.resolve("b"), settings());
    assertThat(SmallRun.weights(second)).isEqualTo(SmallRun.weights(first));
    assertThat(SmallRun.metrics(second)).isEqualTo(SmallRun.metrics(first)).hasSize(4);
    assertThat(folder.resolve("b/report.json"))
        .hasSameTextualContentAs(folder.resolve("a/report.json"));
  }

  @Test
  void another_seed_a_clipped_gradient_and_no_mollification_each_give_other_weights()
      throws IOException {
    assertThat(
            List.of(
                SmallRun.weights(SmallRun.train(folder.resolve("a"), settings())),
                SmallRun.weights(SmallRun.train(folder.resolve("b"), settings().set("seed", 2))),
                SmallRun.weights(
                    SmallRun.train(folder.resolve("c"), settings().set("clipNorm", 0.01))),
                SmallRun.weights(
                    SmallRun.train(folder.resolve("d"), settings().set("mollifier", "none")))))
        .doesNotHaveDuplicates();
  }

  @Test
  void without_standardisation_model_space_is_that_of_the_raw_rows() throws IOException {
    RunFolder raw = SmallRun.train(folder.resolve("raw"), settings().assign("standardize=false"));
    assertThat(Files.readString(raw.path().resolve("model.json")))
        .contains("\"mean\" : [ 0.0, 0.0, 0.0 ]", "\"scale\" : [ 1.0, 1.0, 1.0 ]");
    RunFolder usual = SmallRun.train(folder.resolve("usual"), settings());
    assertThat(Files.readString(usual.path().resolve("model.json")))
        .doesNotContain("\"scale\" : [ 1.0, 1.0, 1.0 ]");
  }

  @Test
  void weights_are_the_same_while_the_garbage_collector_runs_all_the_time() throws Exception {
    ConfigLayers sixtySteps = settings().set("iterations", 60).set("mollifier", "none");
    String quiet = SmallRun.weights(SmallRun.train(folder.resolve("quiet"), sixtySteps));
    AtomicBoolean over = new AtomicBoolean();
    Thread collecting =
        new Thread(
            () -> {
              while (!over.get()) {
                System.gc();
                LockSupport.parkNanos(2_000_000);
              }
            });
    collecting.start();
    try {
      for (String name : List.of("first", "second")) {
        assertThat(SmallRun.weights(SmallRun.train(folder.resolve(name), sixtySteps)))
            .isEqualTo(quiet);
      }
    } finally {
      over.set(true);
      collecting.join();
    }
  }

  @Test
  void a_run_leaves_its_last_and_best_checkpoint_its_log_its_curves_and_its_scores()
      throws IOException {
    RunFolder run = SmallRun.train(folder.resolve("run"), settings());
    assertThat(run.checkpoints().get(Slot.LAST).epoch()).isEqualTo(4);
    assertThat(run.checkpoints().get(Slot.BEST).epoch()).isBetween(1, 4);
    assertThat(ImageIO.read(run.path().resolve("curves.png").toFile()).getWidth()).isEqualTo(900);
    assertThat(run.path().resolve("report.json")).content().contains("\"last\"", "\"best\"");
    try (var files = Files.walk(run.path())) {
      assertThat(files).noneMatch(path -> path.toString().endsWith(".part"));
    }
  }

  @Test
  void a_finished_run_that_is_taken_up_again_stays_as_it_is() throws IOException {
    RunFolder run = SmallRun.train(folder.resolve("run"), settings());
    List<String> metrics = SmallRun.metrics(run);
    String weights = SmallRun.weights(run);
    TrainingConfig config = settings().build();
    TrainingRun.resume(run.path(), config, SmallRun.data(config)).train(TrainingListener.SILENT);
    assertThat(SmallRun.metrics(run)).isEqualTo(metrics);
    assertThat(SmallRun.weights(run)).isEqualTo(weights);
  }

  @Test
  void resuming_with_another_configuration_lists_every_difference() throws IOException {
    Path path = SmallRun.train(folder.resolve("run"), settings()).path();
    TrainingConfig other = settings().set("learningRate", 0.01).set("seed", 5).build();
    assertThatThrownBy(() -> TrainingRun.resume(path, other, SmallRun.data(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            path
                + " was trained with another configuration (learningRate: 0.001 -> 0.01; seed: 1 ->"
                + " 5); give the stored values, or begin a new run");
  }

  @Test
  void resuming_over_other_data_says_so() throws IOException {
    Path path = SmallRun.train(folder.resolve("run"), settings()).path();
    SmallRun.table(folder, 300, 3, 2);
    TrainingConfig config = settings().build();
    assertThatThrownBy(() -> TrainingRun.resume(path, config, SmallRun.data(config)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was trained on other data")
        .hasMessageContaining("put the original files back");
  }

  @Test
  void a_folder_that_holds_a_run_is_not_written_over() throws IOException {
    Path path = SmallRun.train(folder.resolve("run"), settings()).path();
    TrainingConfig config = settings().build();
    assertThatThrownBy(() -> TrainingRun.begin(path, config, SmallRun.data(config)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            path
                + " already holds a training run; resume it with --resume, or choose another folder");
  }

  @Test
  void fewer_rows_than_a_batch_are_refused_before_anything_is_written() throws IOException {
    TrainingConfig config = settings().set("batchSize", 1000).build();
    assertThatThrownBy(
            () -> TrainingRun.begin(folder.resolve("run"), config, SmallRun.data(config)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fewer than one batch of 1000; lower --batch-size");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void patience_ends_a_run_that_no_longer_improves_and_takes_up_nothing_afterwards()
      throws IOException {
    TrainingConfig config =
        settings()
            .set("mollifier", "none")
            .set("epochs", 400)
            .set("learningRate", 0.02)
            .set("mollifyFraction", 0.05)
            .set("patience", 40)
            .set("selection", "median")
            .build();
    TrainingRun run = TrainingRun.begin(folder.resolve("run"), config, SmallRun.data(config));
    run.train(TrainingListener.SILENT);
    List<EpochReport> reports = MetricsLog.read(run.folder().path());
    EpochReport last = reports.get(reports.size() - 1);
    EpochReport best = reports.stream().filter(EpochReport::best).reduce((a, b) -> b).orElseThrow();
    long perEpoch = reports.get(0).step();
    assertThat(last.epoch()).isLessThan(400);
    assertThat(last.step() - Math.max(best.step(), 20 * perEpoch))
        .isBetween(40L, 40 + perEpoch - 1);
    assertThat(run.folder().checkpoints().get(Checkpoint.Slot.BEST).epoch())
        .isEqualTo(best.epoch());

    TrainingRun.resume(run.folder().path(), config, SmallRun.data(config))
        .train(TrainingListener.SILENT);
    assertThat(MetricsLog.read(run.folder().path())).hasSameSizeAs(reports);
  }

  @Test
  void a_run_with_patience_takes_a_table_smaller_than_a_batch() throws IOException {
    ConfigLayers settings =
        settings().set("batchSize", 1000).set("patience", 10).set("noiseFloor", 0.1);
    assertThat(SmallRun.train(folder.resolve("run"), settings).checkpoints().all()).isNotEmpty();
  }

  @Test
  void a_loss_that_stays_infinite_ends_the_run_with_what_to_do() throws IOException {
    TrainingConfig config = settings().set("learningRate", 1e30).set("maxSkippedSteps", 5).build();
    TrainingRun run = TrainingRun.begin(folder.resolve("run"), config, SmallRun.data(config));
    List<Float> losses = new ArrayList<>();
    AtomicBoolean stopped = new AtomicBoolean();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(long step, float loss) {
            losses.add(loss);
          }

          @Override
          public void stopped() {
            stopped.set(true);
          }
        };
    assertThatThrownBy(() -> run.train(listener))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            ("the loss was not finite in 5 steps in a row (steps %d to %d); lower --learning-rate,"
                    + " or bound the gradient with --set clipNorm=1")
                .formatted(losses.size() - 4, losses.size()));
    assertThat(losses.subList(losses.size() - 5, losses.size())).noneMatch(Float::isFinite);
    assertThat(losses.get(losses.size() - 6)).isFinite();
    assertThat(stopped).isTrue();
  }

  @Test
  void skipped_steps_are_counted_and_leave_a_whole_epoch_without_a_loss() throws IOException {
    TrainingConfig config =
        settings().set("learningRate", 1e30).set("maxSkippedSteps", 1000).build();
    TrainingRun run = TrainingRun.begin(folder.resolve("run"), config, SmallRun.data(config));
    List<EpochReport> reports = new ArrayList<>();
    List<Float> losses = new ArrayList<>();
    run.train(
        new TrainingListener() {
          @Override
          public void stepped(long step, float loss) {
            losses.add(loss);
          }

          @Override
          public void epochFinished(EpochReport report) {
            reports.add(report);
          }
        });
    EpochReport last = reports.get(reports.size() - 1);
    assertThat(last.skippedSteps())
        .isEqualTo(losses.stream().filter(loss -> !Float.isFinite(loss)).count())
        .isPositive();
    assertThat(last.loss()).isNull();
    assertThat(last.validation()).isNull();
  }
}
