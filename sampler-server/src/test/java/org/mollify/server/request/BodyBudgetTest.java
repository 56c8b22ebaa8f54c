package org.mollify.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

class BodyBudgetTest {
  private final BodyBudget budget = new BodyBudget(100);

  @Test
  void bodies_that_are_held_leave_no_room_for_more_until_they_are_done() {
    BodyBudget.Share first = budget.share();
    BodyBudget.Share second = budget.share();
    first.grow(40);
    first.grow(80);
    second.grow(20);
    assertThatThrownBy(() -> second.grow(21))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.type()).isEqualTo(ProblemType.BUSY);
              assertThat(refused.headers()).containsEntry("Retry-After", "1");
            })
        .hasMessage(
            "the server holds 80 of at most 100 bytes for bodies that it reads; ask again in a"
                + " second");
    first.close();
    first.close();
    assertThatCode(() -> second.grow(100)).doesNotThrowAnyException();
  }

  @Test
  void a_body_alone_may_be_larger_and_then_keeps_others_out() {
    BodyBudget.Share large = budget.share();
    large.grow(1000);
    large.grow(2000);
    assertThatThrownBy(() -> budget.share().grow(1)).isInstanceOf(ProblemException.class);
    large.close();
    assertThatCode(() -> budget.share().grow(1)).doesNotThrowAnyException();
  }

  @Test
  void what_a_body_is_read_into_counts_as_its_bytes_do() {
    BodyBudget.Share first = budget.share();
    BodyBudget.Share second = budget.share();
    first.grow(10);
    second.grow(10);
    first.take(40);
    first.replace(40, 40);
    assertThatThrownBy(() -> second.take(41)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> first.replace(40, 41)).isInstanceOf(ProblemException.class);
    second.close();
    assertThatCode(() -> first.replace(40, 1000)).doesNotThrowAnyException();
    first.take(-1000);
    assertThatCode(() -> second.grow(90)).doesNotThrowAnyException();
  }
}
