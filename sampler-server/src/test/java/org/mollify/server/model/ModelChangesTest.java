package org.mollify.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mollify.server.problem.ProblemException;

class ModelChangesTest {
  private final ModelChanges changes = new ModelChanges();

  @AfterEach
  void close() {
    changes.close(Duration.ofSeconds(20), () -> {});
  }

  @Test
  void an_error_is_told_to_who_asked_and_keeps_from_no_later_change() throws Exception {
    var failed =
        changes.make(
            () -> {
              throw new NoClassDefFoundError("of a bundle");
            });
    assertThatThrownBy(() -> failed.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NoClassDefFoundError.class);
    assertThat(changes.make(() -> "made").get(20, TimeUnit.SECONDS)).isEqualTo("made");
  }

  @Test
  void an_error_does_not_end_what_is_repeated() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    changes.repeat(
        1,
        () -> {
          looks.countDown();
          throw new StackOverflowError("of a bundle");
        });
    assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_change_that_takes_long_holds_no_stop_up_and_is_the_last_but_one() throws Exception {
    ModelChanges stopped = new ModelChanges();
    CountDownLatch loads = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<String> made = new CopyOnWriteArrayList<>();
    var slow =
        stopped.make(
            () -> {
              loads.countDown();
              await(mayEnd);
              return made.add("slow");
            });
    assertThat(loads.await(20, TimeUnit.SECONDS)).isTrue();
    var next = stopped.make(() -> made.add("next"));
    stopped.close(
        Duration.ofMillis(100),
        () -> {
          made.add("last");
          ended.countDown();
        });
    assertThat(slow).isNotDone();
    assertThat(stopped.make(() -> made.add("late")))
        .as("whoever asks now need not wait for an answer")
        .isCompletedExceptionally();
    mayEnd.countDown();
    assertThat(slow.get(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> next.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ProblemException.class)
        .hasMessageContaining("stopping");
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(made).containsExactly("slow", "last");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
