package org.mollify.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelChangesTest {

  @Test
  void an_error_is_told_to_who_asked_and_keeps_from_no_later_change() throws Exception {
    try (ModelChanges changes = new ModelChanges()) {
      var failed =
          changes.make(
              () -> {
                throw new NoClassDefFoundError("of a bundle");
              });
      assertThatThrownBy(() -> failed.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(NoClassDefFoundError.class);
      assertThat(changes.make(() -> "made").get(20, TimeUnit.SECONDS)).isEqualTo("made");
    }
  }

  @Test
  void an_error_does_not_end_what_is_repeated() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    try (ModelChanges changes = new ModelChanges()) {
      changes.repeat(
          1,
          () -> {
            looks.countDown();
            throw new StackOverflowError("of a bundle");
          });
      assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
