package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private final BatchLimit limit = new BatchLimit(16, 1024, 1000);

  @Test
  void it_doubles_after_quick_full_runs_up_to_what_the_runtime_takes() {
    assertThat(limit.rowPasses()).isEqualTo(64);
    limit.observe(64, 100);
    assertThat(limit.rowPasses()).isEqualTo(128);
    for (int i = 0; i < 10; i++) {
      limit.observe(limit.rowPasses(), 100);
    }
    assertThat(limit.rowPasses()).isEqualTo(1024);
  }

  @Test
  void runs_that_were_far_from_full_say_nothing_about_fuller_ones() {
    limit.observe(31, 10);
    assertThat(limit.rowPasses()).isEqualTo(64);
  }

  @Test
  void it_follows_slow_runs_down_by_half_at_most_and_never_below_one_multiple() {
    limit.observe(64, 1250);
    assertThat(limit.rowPasses()).isEqualTo(48);
    limit.observe(48, 1_000_000);
    assertThat(limit.rowPasses()).isEqualTo(16);
    limit.observe(16, 1_000_000);
    assertThat(limit.rowPasses()).isEqualTo(16);
  }

  @Test
  void it_stays_where_full_runs_take_what_they_should() {
    limit.observe(64, 600);
    assertThat(limit.rowPasses()).isEqualTo(64);
  }

  @Test
  void what_is_dear_to_start_is_run_with_as_many_rows_as_make_it_cheaper() {
    run(200, rows -> 3000 + 10 * rows);
    // 256 rows cost 22 each and 512 cost 16; twice 512, at no less a row, would take 16,240 of
    // 16,000.
    assertThat(limit.rowPasses()).isEqualTo(512);
  }

  @Test
  void rows_that_cost_the_same_in_any_number_keep_the_target() {
    run(200, rows -> 200 * rows);
    assertThat(limit.rowPasses()).isEqualTo(16);
  }

  @Test
  void a_size_that_looked_dear_while_the_machine_was_busy_is_tried_again() {
    run(3, rows -> 3000 + 10 * rows);
    run(10, rows -> rows > 16 ? 40_000 : 3000 + 10 * rows);
    assertThat(limit.rowPasses()).isEqualTo(16);
    run(600, rows -> 3000 + 10 * rows);
    assertThat(limit.rowPasses()).isEqualTo(512);
  }

  /** Runs as many rows as are allowed, over and over. */
  private void run(int times, IntToLongFunction nanos) {
    for (int i = 0; i < times; i++) {
      int rows = limit.rowPasses();
      limit.observe(rows, nanos.applyAsLong(rows));
    }
  }

  @Test
  void one_multiple_is_allowed_even_where_the_runtime_takes_less() {
    assertThat(new BatchLimit(16, 4, 1000).rowPasses()).isEqualTo(16);
  }
}
