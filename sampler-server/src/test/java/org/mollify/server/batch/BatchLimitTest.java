package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private final BatchLimit limit = new BatchLimit(16, 1024, 1000);

  @Test
  void it_grows_to_twice_what_was_seen_up_to_what_the_runtime_takes() {
    assertThat(limit.rows()).isEqualTo(64);
    run(3, rows -> 100);
    assertThat(limit.rows()).isEqualTo(128);
    run(10, rows -> 100);
    assertThat(limit.rows()).isEqualTo(1024);
  }

  @Test
  void small_runs_do_not_allow_for_more_than_the_first_limit() {
    for (int i = 0; i < 100; i++) {
      limit.observe(3, 1, 10);
    }
    assertThat(limit.rows()).isEqualTo(64);
  }

  @Test
  void it_is_as_many_rows_as_keep_the_target() {
    run(40, rows -> 3 * rows);
    assertThat(limit.rows()).as("333 of 3 would take 999").isEqualTo(320);
  }

  @Test
  void rows_that_a_run_is_padded_with_cost_as_well() {
    for (int i = 0; i < 5; i++) {
      limit.observe(1, 1, 160);
    }
    assertThat(limit.rows()).as("16 rows took 160, so 64 will take 640").isEqualTo(64);
  }

  @Test
  void runs_that_the_machine_held_up_change_nothing() {
    Random held = new Random(1);
    run(40, rows -> 3 * rows);
    for (int i = 0; i < 1000; i++) {
      assertThat(limit.rows()).isEqualTo(320);
      int now = limit.nextRows();
      limit.observe(now, 1, held.nextInt(100) < 20 ? 20_000 : 3L * now);
    }
  }

  @Test
  void it_follows_a_machine_that_became_slower_within_some_runs() {
    run(40, rows -> 3 * rows);
    run(40, rows -> 12 * rows);
    assertThat(limit.rows()).isEqualTo(80);
    run(600, rows -> 3 * rows);
    assertThat(limit.rows()).isEqualTo(320);
  }

  @Test
  void it_is_never_below_one_multiple() {
    run(40, rows -> 1_000_000);
    assertThat(limit.rows()).isEqualTo(16);
  }

  @Test
  void what_is_dear_to_start_is_run_with_as_many_rows_as_make_it_cheaper() {
    run(200, rows -> 3000 + 10 * rows);
    // 256 rows cost 22 each and 512 cost 16; twice 512, at no less a row, would take 16,240 of
    // 16,000.
    assertThat(limit.rows()).isEqualTo(512);
  }

  /** What a decoder of pictures costs, on a machine that is twice as slow half of the time. */
  @Test
  void a_machine_that_is_now_faster_and_now_slower_does_not_mislead_it() {
    BatchLimit decoder = new BatchLimit(1, 64, 20_000);
    Random random = new Random(1);
    double speed = 1;
    int reached = 0;
    for (int i = 0; i < 2000; i++) {
      speed = random.nextInt(30) == 0 ? 3 - speed : speed;
      int rows = decoder.nextRows();
      double each = 18_000 + 6_000.0 / rows;
      double noise = 1 + 0.05 * random.nextGaussian();
      decoder.observe(rows, 1, (long) (rows * each * speed * noise));
      reached += i >= 200 && decoder.rows() >= 4 && decoder.rows() <= 16 ? 1 : 0;
    }
    assertThat(reached).isGreaterThan(1700);
  }

  @Test
  void a_run_now_and_then_finds_out_whether_more_rows_would_be_cheaper() {
    run(200, rows -> 200 * rows);
    int trials = 0;
    for (int i = 0; i < 640; i++) {
      int rows = limit.nextRows();
      trials += rows == 32 ? 1 : 0;
      limit.observe(rows, 1, 200L * rows);
    }
    assertThat(trials).isBetween(10, 40);
  }

  @Test
  void rows_that_cost_the_same_in_any_number_keep_the_target() {
    run(200, rows -> 200 * rows);
    assertThat(limit.rows()).isEqualTo(16);
  }

  @Test
  void a_size_that_looked_dear_while_the_machine_was_busy_is_tried_again() {
    run(3, rows -> 3000 + 10 * rows);
    run(20, rows -> rows > 16 ? 40_000 : 3000 + 10 * rows);
    assertThat(limit.rows()).isEqualTo(16);
    run(600, rows -> 3000 + 10 * rows);
    assertThat(limit.rows()).isEqualTo(512);
  }

  @Test
  void so_many_passes_go_together_as_keep_the_target() {
    assertThat(limit.passes(16)).as("nothing is known").isEqualTo(4);
    for (int i = 0; i < 3; i++) {
      limit.observe(10, 2, 2 * 90);
    }
    assertThat(limit.passes(16)).isEqualTo(11);
    assertThat(limit.passes(1)).as("one row costs as much as those it is padded to").isEqualTo(11);
    assertThat(limit.passes(160)).isEqualTo(1);
    assertThat(limit.passes(1000)).isEqualTo(1);
  }

  @Test
  void one_multiple_is_allowed_even_where_the_runtime_takes_less() {
    assertThat(new BatchLimit(16, 4, 1000).rows()).isEqualTo(16);
  }

  /** Runs as many rows as are allowed, over and over. */
  private void run(int times, IntToLongFunction nanos) {
    for (int i = 0; i < times; i++) {
      int rows = limit.nextRows();
      limit.observe(rows, 1, nanos.applyAsLong(rows));
    }
  }
}
