package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.mollify.server.batch.FakeEngine.Job;

class BatcherTest {
  private static final long TARGET = 1000;

  /** Tasks in the order in which threads would take them; the test is the only thread. */
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  /** 8 rows take the time that a run should take. */
  private final FakeEngine engine = new FakeEngine(16, TARGET / 8);

  private Batcher<Job> batcher(int lanes) {
    return new Batcher<>(engine, tasks::add, lanes, TARGET, engine::clock, BatchObserver.NONE);
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.removeFirst().run();
    }
  }

  @Test
  void a_job_that_finds_the_engine_idle_runs_at_once_and_alone() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> first = batcher.submit(Job.of("a", 3));
    assertThat(tasks).hasSize(1);
    tasks.removeFirst().run();
    assertThat(first).isCompleted();
    assertThat(engine.runs).containsExactly("a0+3");
    assertThat(tasks).isEmpty();
  }

  @Test
  void jobs_that_wait_share_the_next_run() {
    Batcher<Job> batcher = batcher(1);
    List<CompletableFuture<Job>> futures = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      futures.add(batcher.submit(Job.of(name, 2)));
    }
    assertThat(tasks).as("one run at a time").hasSize(1);
    assertThat(batcher.waitingJobs()).isEqualTo(3);
    assertThat(batcher.waitingRows()).isEqualTo(6);
    runAll();
    assertThat(engine.runs).containsExactly("a0+2 b0+2 c0+2");
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(batcher.waitingJobs()).isZero();
  }

  @Test
  void threads_that_bring_work_go_first() {
    List<String> coming = new ArrayList<>(List.of("b", "", "c", "", "", "d"));
    List<Batcher<Job>> batcher = new ArrayList<>();
    GivingWay givingWay =
        new GivingWay(
            () -> {
              String name = coming.remove(0);
              if (!name.isEmpty()) {
                batcher.get(0).submit(Job.of(name, 1));
              }
            },
            () -> 0,
            TARGET);
    batcher.add(
        new Batcher<>(engine, tasks::add, 1, TARGET, engine::clock, BatchObserver.NONE, givingWay));
    batcher.get(0).submit(Job.of("a", 1));
    tasks.removeFirst().run();
    assertThat(engine.runs).containsExactly("a0+1 b0+1 c0+1");
    assertThat(coming).as("two in a row that bring nothing end it").containsExactly("d");
  }

  @Test
  void jobs_that_do_not_join_keep_their_order() {
    Batcher<Job> batcher = batcher(1);
    batcher.submit(Job.of("a", 1, 1, "x"));
    batcher.submit(Job.of("b", 1, 1, "y"));
    batcher.submit(Job.of("c", 1, 1, "x"));
    batcher.submit(Job.of("d", 1, 1, "y"));
    runAll();
    assertThat(engine.runs).containsExactly("a0+1 c0+1", "b0+1 d0+1");
  }

  @Test
  void a_large_job_lets_small_ones_pass() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> large = batcher.submit(Job.of("L", 100));
    tasks.removeFirst().run();
    CompletableFuture<Job> small = batcher.submit(Job.of("s", 2));
    tasks.removeFirst().run();
    assertThat(small).as("the small job is in the very next run").isCompleted();
    assertThat(large).isNotDone();
    assertThat(engine.runs).containsExactly("L0+8", "L8+6 s0+2");
    runAll();
    assertThat(large).isCompleted();
  }

  @Test
  void jobs_of_the_size_of_a_run_are_done_one_after_the_other() {
    Batcher<Job> batcher = batcher(1);
    for (String name : List.of("a", "b", "c")) {
      batcher.submit(Job.of(name, 6));
    }
    runAll();
    assertThat(engine.runs).containsExactly("a0+6", "b0+6", "c0+6");
  }

  @Test
  void a_job_that_does_not_fit_is_begun_in_a_run_that_is_not_half_full_without_it() {
    Batcher<Job> batcher = batcher(1);
    batcher.submit(Job.of("a", 3));
    batcher.submit(Job.of("b", 8));
    runAll();
    assertThat(engine.runs).containsExactly("a0+3 b0+5", "b5+3");
  }

  @Test
  void a_small_job_at_the_end_of_a_run_is_the_first_of_the_next() {
    Batcher<Job> batcher = batcher(1);
    batcher.submit(Job.of("a", 1));
    for (String name : List.of("b", "c", "d", "e", "f", "g")) {
      batcher.submit(Job.of(name, 2));
    }
    runAll();
    assertThat(engine.runs).containsExactly("a0+1 b0+2 c0+2 d0+2 e0+1", "e1+1 f0+2 g0+2");
  }

  @Test
  void many_small_jobs_do_not_hold_up_a_large_one() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> large = batcher.submit(Job.of("L", 8));
    for (int i = 0; i < 40; i++) {
      batcher.submit(Job.of("s", 2));
    }
    for (int turn = 0; turn < 40 && !large.isDone(); turn++) {
      batcher.submit(Job.of("s", 2));
      tasks.removeFirst().run();
    }
    assertThat(large).isCompleted();
    // It gets a share of 2 rows each time its turn comes round, and all room when few others wait.
    assertThat(engine.runs.stream().filter(run -> run.contains("L")))
        .containsExactly("L0+2 s0+2 s0+2 s0+2", "L2+2 s0+2 s0+2 s0+2", "L4+4 s0+2");
  }

  @Test
  void a_large_job_alone_uses_every_lane() {
    Batcher<Job> batcher = batcher(2);
    batcher.submit(Job.of("L", 100));
    assertThat(tasks).hasSize(1);
    Runnable first = tasks.removeFirst();
    first.run();
    assertThat(tasks).as("its own next turn, and a second lane").hasSize(2);
    runAll();
    assertThat(engine.runs).hasSize(13);
  }

  @Test
  void work_of_many_passes_goes_on_in_turn_with_new_work() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> deep = batcher.submit(Job.of("d", 4, 8, ""));
    tasks.removeFirst().run();
    CompletableFuture<Job> quick = batcher.submit(Job.of("q", 1));
    tasks.removeFirst().run();
    tasks.removeFirst().run();
    assertThat(quick).isCompleted();
    assertThat(deep).isNotDone();
    runAll();
    assertThat(deep).isCompleted();
    assertThat(engine.runs).containsExactly("d0+4/0+2", "d0+4/2+2", "q0+1", "d0+4/4+2", "d0+4/6+2");
  }

  @Test
  void a_large_job_of_many_passes_does_not_crowd_out_small_ones_that_come_later() {
    for (int lanes : new int[] {1, 2}) {
      Batcher<Job> batcher = batcher(lanes);
      CompletableFuture<Job> large = batcher.submit(Job.of("L", 400, 8, "x"));
      for (int turn = 0; turn < 60; turn++) {
        tasks.removeFirst().run();
      }
      CompletableFuture<Job> small = batcher.submit(Job.of("s", 2, 16, "y"));
      int turns = 0;
      for (; !small.isDone(); turns++) {
        tasks.removeFirst().run();
      }
      // Its 4 chunks, each in turn with the runs of the other and one new one of them.
      assertThat(turns).isLessThanOrEqualTo(4 * (lanes + 2));
      runAll();
      assertThat(large).isCompleted();
    }
  }

  @Test
  void work_between_two_passes_is_not_forgotten_when_the_threads_stop() {
    int[] left = {1};
    Batcher<Job> batcher =
        new Batcher<>(
            engine,
            task -> {
              if (left[0]-- == 0) {
                throw new RejectedExecutionException("stopped");
              }
              tasks.add(task);
            },
            1,
            TARGET,
            engine::clock,
            BatchObserver.NONE);
    CompletableFuture<Job> deep = batcher.submit(Job.of("d", 8, 8, ""));
    tasks.removeFirst().run();
    assertThat(deep).isCompletedExceptionally();
  }

  @Test
  void withdrawn_work_is_never_run() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> large = batcher.submit(Job.of("L", 100));
    CompletableFuture<Job> waiting = batcher.submit(Job.of("w", 2));
    tasks.removeFirst().run();
    assertThat(engine.runs).containsExactly("L0+6 w0+2");
    CompletableFuture<Job> late = batcher.submit(Job.of("x", 2));
    late.cancel(false);
    large.cancel(false);
    assertThat(batcher.waitingJobs()).isZero();
    runAll();
    assertThat(engine.runs).hasSize(1);
    assertThat(waiting).isCompleted();
  }

  @Test
  void withdrawn_work_of_many_passes_stops_between_them() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> deep = batcher.submit(Job.of("d", 8, 8, ""));
    tasks.removeFirst().run();
    deep.cancel(false);
    runAll();
    assertThat(engine.runs).containsExactly("d0+8/0+1");
  }

  @Test
  void a_job_that_fails_does_not_fail_those_it_shared_a_run_with() {
    Batcher<Job> batcher = batcher(1);
    CompletableFuture<Job> good = batcher.submit(Job.of("a", 2));
    CompletableFuture<Job> bad = batcher.submit(Job.of("bad", 2));
    CompletableFuture<Job> other = batcher.submit(Job.of("c", 2));
    runAll();
    assertThat(good).isCompleted();
    assertThat(other).isCompleted();
    assertThatThrownBy(bad::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("a bad job");
    CompletableFuture<Job> after = batcher.submit(Job.of("e", 2));
    runAll();
    assertThat(after).isCompleted();
  }

  @Test
  void a_trial_of_more_rows_than_the_engine_can_do_fails_no_job() {
    FakeEngine slow = new FakeEngine(64, 4 * TARGET);
    Batcher<Job> batcher =
        new Batcher<>(slow, tasks::add, 1, TARGET, slow::clock, BatchObserver.NONE);
    batcher.submit(Job.of("a", 2000));
    runAll();
    assertThat(batcher.rowsInRun()).as("more rows gain nothing").isEqualTo(2);
    slow.runs.clear();
    slow.failAbove(2);
    CompletableFuture<Job> later = batcher.submit(Job.of("b", 2000));
    runAll();
    assertThat(slow.runs).as("trials of twice the rows").anyMatch(run -> run.endsWith("+4"));
    assertThat(later).isCompletedWithValueMatching(job -> job.done()[1999][0]);
  }

  @Test
  void work_after_the_threads_have_stopped_is_refused_and_not_forgotten() {
    Batcher<Job> batcher =
        new Batcher<>(
            engine,
            task -> {
              throw new RejectedExecutionException("stopped");
            },
            1,
            TARGET,
            () -> 0,
            BatchObserver.NONE);
    assertThat(batcher.submit(Job.of("a", 1))).isCompletedExceptionally();
    assertThat(batcher.waitingJobs()).isZero();
  }

  @Test
  void every_row_goes_through_every_pass_once_whatever_comes_when() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Batcher<Job> batcher =
          new Batcher<>(
              new FakeEngine(16, 0), threads, 3, 1_000_000, System::nanoTime, BatchObserver.NONE);
      List<CompletableFuture<Job>> futures = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        futures.add(
            batcher.submit(Job.of("j" + i, 1 + i * 7 % 40, 1 + i % 3 * 4, i % 2 == 0 ? "x" : "y")));
      }
      for (CompletableFuture<Job> future : futures) {
        for (boolean[] row : future.get(60, java.util.concurrent.TimeUnit.SECONDS).done()) {
          for (boolean pass : row) {
            assertThat(pass).isTrue();
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
