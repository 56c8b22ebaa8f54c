package org.mollify.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mollify.trainer.config.ConfigLayers;

class TrainingPlanTest {

  private static ConfigLayers settings() {
    return new ConfigLayers().set("model", "realnvp").set("data", "gmm").set("batchSize", 10);
  }

  @Test
  void epochs_cover_all_rows_with_a_partial_last_batch() {
    TrainingPlan plan = TrainingPlan.of(settings().set("epochs", 3).build(), 25);
    assertThat(plan.stepsPerEpoch()).isEqualTo(3);
    assertThat(plan.totalSteps()).isEqualTo(9);
    assertThat(plan.epochs()).isEqualTo(3);
    assertThat(plan.stepsIn(2)).isEqualTo(3);
  }

  @Test
  void iterations_that_end_inside_an_epoch_cut_the_last_one_short() {
    TrainingPlan plan = TrainingPlan.of(settings().set("iterations", 7).build(), 25);
    assertThat(plan.epochs()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(plan::stepsIn)).containsExactly(3, 3, 1);
  }

  @Test
  void progress_per_epoch_stays_the_same_within_an_epoch() {
    TrainingPlan plan =
        TrainingPlan.of(settings().set("epochs", 4).set("per", "epoch").build(), 25);
    assertThat(plan.progress(0, 2)).isZero();
    assertThat(plan.progress(1, 3)).isEqualTo(plan.progress(1, 5)).isEqualTo(0.25);
    assertThat(plan.progress(3, 11)).isEqualTo(0.75);
  }

  @Test
  void progress_per_iteration_grows_with_every_step() {
    TrainingPlan plan =
        TrainingPlan.of(settings().set("iterations", 8).set("per", "iteration").build(), 25);
    assertThat(plan.progress(0, 0)).isZero();
    assertThat(plan.progress(0, 2)).isEqualTo(0.25);
    assertThat(plan.progress(2, 7)).isEqualTo(0.875);
  }

  @Test
  void a_fraction_ends_the_annealing_that_early() {
    for (String per : new String[] {"epoch", "iteration"}) {
      TrainingPlan plan =
          TrainingPlan.of(
              settings().set("epochs", 4).set("per", per).set("mollifyFraction", 0.5).build(), 30);
      assertThat(plan.progress(1, 3)).isEqualTo(0.5);
      assertThat(plan.progress(2, 6)).isEqualTo(1);
      assertThat(plan.progress(3, 9)).isEqualTo(1.5);
    }
  }
}
