package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GivingWayTest {
  private static final long MOST = 5_000_000;

  private int times;
  private long arrived;
  private long clock;

  private GivingWay givingWay(Runnable yield) {
    return new GivingWay(yield, () -> clock, MOST);
  }

  @Test
  void a_full_run_waits_for_nobody() {
    givingWay(() -> times++).whileWorkComes(() -> arrived, () -> true);
    assertThat(times).isZero();
  }

  @Test
  void a_run_that_fills_meanwhile_starts() {
    givingWay(() -> arrived++).whileWorkComes(() -> arrived, () -> arrived == 5);
    assertThat(arrived).isEqualTo(5);
  }

  @Test
  void work_without_end_does_not_hold_up_the_run() {
    givingWay(() -> arrived++).whileWorkComes(() -> arrived, () -> false);
    assertThat(arrived).isBetween(10L, 100L);
  }

  @Test
  void work_that_trickles_in_holds_up_the_run_for_its_time_alone() {
    GivingWay givingWay =
        givingWay(
            () -> {
              arrived++;
              clock += MOST / 4;
            });
    givingWay.whileWorkComes(() -> arrived, () -> false);
    assertThat(arrived).isEqualTo(4);
  }

  @Test
  void nobody_who_comes_ends_it_soon() {
    GivingWay givingWay = givingWay(() -> times++);
    givingWay.whileWorkComes(() -> arrived, () -> false);
    givingWay.whileWorkComes(() -> arrived, () -> false);
    assertThat(times).isEqualTo(4);
  }

  @Test
  void beside_threads_that_compute_and_bring_nothing_it_is_seldom_tried() {
    GivingWay givingWay =
        givingWay(
            () -> {
              times++;
              clock += 2_000_000;
            });
    for (int run = 0; run < 160; run++) {
      givingWay.whileWorkComes(() -> arrived, () -> false);
    }
    // Three times at first, then once for each 15 runs without.
    assertThat(times).isEqualTo(2 * (3 + 9));
  }
}
