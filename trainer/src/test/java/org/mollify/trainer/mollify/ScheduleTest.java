package org.mollify.trainer.mollify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @ParameterizedTest
  @CsvSource({
    "0.7, 0, 1",
    "0.7, 0.1, 0.783044",
    "0.7, 0.25, 0.496594",
    "0.7, 0.5, 0.187951",
    "0.7, 0.75, 0.051508",
    "0.7, 0.9, 0.014626",
    "0.2, 0.25, 0.045954",
    "0.2, 0.5, 0.001105",
    "0.9, 0.5, 0.267259"
  })
  void the_sigmoid_schedule_has_the_values_of_the_authors_code(
      double tau, double progress, double expected) {
    assertThat(Schedule.sigmoid(0, 3, tau).variance(progress)).isCloseTo(expected, within(1e-6));
  }

  @Test
  void every_schedule_ends_at_the_clip_and_begins_at_one() {
    for (Schedule schedule :
        new Schedule[] {Schedule.sigmoid(0, 3, 0.7), Schedule.linear(), Schedule.cosine()}) {
      assertThat(schedule.variance(0)).isCloseTo(1, within(1e-6));
      assertThat(schedule.variance(1)).isBetween(Schedule.SMALLEST, 1e-6);
      assertThat(schedule.variance(2)).isGreaterThanOrEqualTo(Schedule.SMALLEST);
    }
  }

  @Test
  void the_last_of_150_epochs_is_nearly_clean() {
    assertThat(Schedule.sigmoid(0, 3, 0.7).variance(149 / 150.0)).isCloseTo(7.98e-4, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void a_tau_that_is_not_positive_is_refused(double tau) {
    assertThatThrownBy(() -> Schedule.sigmoid(0, 3, tau))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tau expects a positive number; got " + tau);
  }

  @Test
  void an_end_that_is_not_above_the_start_is_refused() {
    assertThatThrownBy(() -> Schedule.sigmoid(3, 3, 0.7))
        .hasMessage("the sigmoid schedule expects end above start; got start 3.0 and end 3.0");
  }
}
