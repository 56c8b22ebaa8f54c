package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GivingWayTest {
  private int times;
  private long arrived;

  @Test
  void a_full_run_waits_for_nobody() {
    new GivingWay(() -> times++).whileWorkComes(() -> arrived, () -> true);
    assertThat(times).isZero();
  }

  @Test
  void a_run_that_fills_meanwhile_starts() {
    new GivingWay(() -> arrived++).whileWorkComes(() -> arrived, () -> arrived == 5);
    assertThat(arrived).isEqualTo(5);
  }

  @Test
  void work_without_end_does_not_hold_up_the_run() {
    new GivingWay(() -> arrived++).whileWorkComes(() -> arrived, () -> false);
    assertThat(arrived).isBetween(10L, 100L);
  }

  @Test
  void nobody_who_comes_ends_it_soon() {
    new GivingWay(() -> times++).whileWorkComes(() -> arrived, () -> false);
    assertThat(times).isEqualTo(2);
  }
}
