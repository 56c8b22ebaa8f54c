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
      run(1, rows -> held.nextInt(100) < 20 ? 20_000 : 3L * rows);
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
      double now = speed * (1 + 0.05 * random.nextGaussian());
      run(decoder, rows -> (long) (now * (18_000 * rows + 6_000)));
      reached += i >= 200 && decoder.rows() >= 4 && decoder.rows() <= 16 ? 1 : 0;
    }
    assertThat(reached).isGreaterThan(1700);
  }

  @Test
  void a_run_now_and_then_finds_out_whether_more_rows_would_be_cheaper() {
    run(200, rows -> 200 * rows);
    int trials = 0;
    for (int i = 0; i < 640; i++) {
      trials += run(limit, rows -> 200 * rows) == 32 ? 1 : 0;
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

  /** Whatever its runs are: a fast graph that changes its mind about sizes would make some wait. */
  @Test
  void a_graph_that_keeps_the_target_never_exceeds_it() {
    run(40, rows -> 900 + rows);
    for (int i = 0; i < 1000; i++) {
      assertThat(run(limit, rows -> 200 + 3 * rows + (rows > 64 ? 0 : 3 * rows)))
          .isBetween(16, 320);
    }
  }

  @Test
  void a_slow_graph_begins_with_eight_rows_and_no_more_than_patience_allows() {
    BatchLimit images = new BatchLimit(2, 64, 20_000);
    for (int i = 0; i < 3; i++) {
      run(images, rows -> 15_000 * rows);
    }
    assertThat(images.rows()).isEqualTo(8);
    BatchLimit slower = new BatchLimit(2, 64, 20_000);
    for (int i = 0; i < 3; i++) {
      run(slower, rows -> 70_000 * rows);
    }
    assertThat(slower.rows()).isEqualTo(4);
    BatchLimit small = new BatchLimit(2, 4, 20_000);
    for (int i = 0; i < 50; i++) {
      assertThat(run(small, rows -> 15_000 * rows)).isLessThanOrEqualTo(8);
    }
    assertThat(small.rows()).isEqualTo(2);
  }

  /** Trials that are offered and get fewer rows, as where few wait, come to an end as well. */
  @Test
  void where_few_wait_a_trial_of_more_ends_and_one_of_fewer_still_counts() {
    BatchLimit slow = new BatchLimit(1, 64, 20_000);
    int usual = 0;
    for (int i = 0; i < 400; i++) {
      int rows = Math.min(9, slow.nextRows());
      boolean trial = slow.beginsTrial();
      long nanos = 25_000L * rows;
      if (!trial) {
        slow.observe(rows, 1, nanos);
      }
      slow.compare(rows, 1, nanos, trial);
      usual += !trial && i >= 200 ? 1 : 0;
    }
    assertThat(slow.rows()).as("half of the rows cost the same each").isEqualTo(1);
    assertThat(usual).isGreaterThan(180);
  }

  /** Runs overlap where there are several lanes. */
  @Test
  void of_runs_side_by_side_one_is_a_trial_at_most() {
    BatchLimit slow = new BatchLimit(1, 64, 20_000);
    for (int i = 0; i < 4; i++) {
      run(slow, rows -> 25_000 * rows + 20_000);
    }
    int trials = 0;
    for (int round = 0; round < 50; round++) {
      int[] rows = new int[4];
      boolean[] trial = new boolean[4];
      int together = 0;
      for (int lane = 0; lane < 4; lane++) {
        rows[lane] = slow.nextRows();
        trial[lane] = slow.beginsTrial();
        together += trial[lane] ? 1 : 0;
      }
      assertThat(together).isLessThanOrEqualTo(1);
      trials += together;
      for (int lane = 0; lane < 4; lane++) {
        long nanos = 25_000L * rows[lane] + 20_000;
        if (!trial[lane]) {
          slow.observe(rows[lane], 1, nanos);
        }
        slow.compare(rows[lane], 1, nanos, trial[lane]);
      }
    }
    assertThat(trials).isPositive();
  }

  @Test
  void a_graph_that_was_slow_for_a_while_keeps_the_target_again() {
    BatchLimit table = new BatchLimit(16, 1024, 20_000);
    int busy = 0;
    for (int i = 0; i < 4000; i++) {
      int speed = i >= 100 && i < 700 ? 8 : 1;
      int ran = run(table, rows -> speed * (7_000 + 60 * rows));
      busy = i < 700 ? ran : busy;
    }
    assertThat(busy).as("what a slow graph gets").isGreaterThan(100);
    assertThat(table.rows()).as("192 take 18,520").isEqualTo(208);
  }

  @Test
  void a_guess_that_a_busy_machine_made_small_grows_again() {
    BatchLimit decoder = new BatchLimit(1, 64, 20_000);
    for (int i = 0; i < 1000; i++) {
      int rows = Math.min(5, decoder.nextRows());
      long nanos = (i >= 100 && i < 200 ? 6 : 1) * (18_000L * rows + 6_000);
      boolean trial = decoder.beginsTrial();
      if (!trial) {
        decoder.observe(rows, 1, nanos);
      }
      decoder.compare(rows, 1, nanos, trial);
      if (i == 199) {
        assertThat(decoder.rows()).isLessThan(4);
      }
    }
    assertThat(decoder.rows()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void a_trial_that_failed_is_not_repeated_at_once() {
    BatchLimit slow = new BatchLimit(1, 64, 20_000);
    int failed = 0;
    for (int i = 0; i < 400; i++) {
      int rows = slow.nextRows();
      boolean trial = slow.beginsTrial();
      failed += trial ? 1 : 0;
      if (!trial) {
        slow.observe(rows, 1, 25_000L * rows);
      }
      slow.compare(rows, 1, trial ? 0 : 25_000L * rows, trial);
    }
    assertThat(failed).isBetween(1, 4);
    assertThat(slow.rows()).isEqualTo(8);
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
      run(limit, nanos);
    }
  }

  /** Runs as many rows as are allowed; returns how many. */
  private static int run(BatchLimit limit, IntToLongFunction nanos) {
    int rows = limit.nextRows();
    long took = nanos.applyAsLong(rows);
    boolean trial = limit.beginsTrial();
    if (!trial) {
      limit.observe(rows, 1, took);
    }
    limit.compare(rows, 1, took, trial);
    return rows;
  }
}
