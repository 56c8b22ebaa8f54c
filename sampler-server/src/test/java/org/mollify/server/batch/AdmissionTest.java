package org.mollify.server.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission = new Admission(2, 100);

  @Test
  void requests_are_bounded_and_leave_room_when_they_are_answered() {
    Admission.Place first = admission.enter(1);
    admission.enter(1);
    assertThat(admission.hasRoom()).isFalse();
    assertThatThrownBy(() -> admission.enter(1))
        .isInstanceOf(QueueFullException.class)
        .hasMessage("unanswered: 2 of at most 2 requests, 2 of at most 100 rows");
    first.close();
    first.close();
    assertThat(admission.jobs()).isEqualTo(1);
    assertThat(admission.hasRoom()).isTrue();
  }

  @Test
  void rows_are_bounded_but_a_large_request_alone_is_taken() {
    Admission.Place large = admission.enter(1000);
    assertThatThrownBy(() -> admission.enter(1)).isInstanceOf(QueueFullException.class);
    large.close();
    admission.enter(99);
    assertThatThrownBy(() -> admission.enter(2)).isInstanceOf(QueueFullException.class);
  }

  @Test
  void what_has_begun_may_go_on_with_more_rows() {
    Admission.Place place = admission.enter(10);
    place.resize(500);
    assertThat(admission.rows()).isEqualTo(500);
    place.close();
    place.resize(5);
    assertThat(admission.rows()).isZero();
  }
}
