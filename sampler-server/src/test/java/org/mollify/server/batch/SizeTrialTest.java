package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SizeTrialTest {
  private final SizeTrial trial = new SizeTrial();

  @Test
  void what_costs_the_same_each_time_is_known_after_a_few_trials() {
    for (int i = 0; i < 5; i++) {
      assertThat(trial.isSettled(0.97)).isFalse();
      assertThat(trial.isBelow(0.97)).isFalse();
      trial.observe(100, 90, 100);
    }
    assertThat(trial.isSettled(0.97)).isTrue();
    assertThat(trial.isBelow(0.97)).isTrue();
    assertThat(trial.isBelow(0.89)).isFalse();
    trial.forget();
    assertThat(trial.isSettled(0.97)).isFalse();
  }

  @Test
  void runs_between_which_the_machine_changed_say_nothing() {
    for (int i = 0; i < 20; i++) {
      trial.observe(100, 90, 150);
      trial.observe(150, 90, 100);
    }
    assertThat(trial.isBelow(0.97)).isFalse();
    assertThat(trial.isSettled(0.97)).isFalse();
  }

  @Test
  void more_trials_are_not_asked_for_without_end() {
    Random noise = new Random(1);
    for (int i = 0; i < 62; i++) {
      trial.observe(100, 97 + 30 * noise.nextGaussian(), 100);
    }
    assertThat(trial.isSettled(0.97)).isTrue();
    assertThat(trial.isBelow(0.97)).isFalse();
  }

  @Test
  void noise_is_rarely_taken_for_a_gain() {
    Random noise = new Random(1);
    int wrong = 0;
    for (int i = 0; i < 1000; i++) {
      trial.forget();
      while (!trial.isSettled(0.97)) {
        trial.observe(100, 100 + 5 * noise.nextGaussian(), 100);
      }
      wrong += trial.isBelow(0.97) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(50);
  }

  @Test
  void a_gain_is_seen_through_the_noise() {
    Random noise = new Random(1);
    int right = 0;
    for (int i = 0; i < 1000; i++) {
      trial.forget();
      while (!trial.isSettled(0.97)) {
        trial.observe(100, 90 + 5 * noise.nextGaussian(), 100);
      }
      right += trial.isBelow(0.97) ? 1 : 0;
    }
    assertThat(right).isGreaterThan(950);
  }
}
