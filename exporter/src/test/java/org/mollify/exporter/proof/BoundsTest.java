package org.mollify.exporter.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

class BoundsTest {
  private static Check check(String quantity, double max, double p999, boolean binding) {
    return new Check(quantity, "held-out", 16, List.of(1), max, p999, binding);
  }

  @Test
  void the_worst_failure_is_the_furthest_beyond_its_own_bound() {
    Check scores = check("log_likelihood", 2e-4, 1e-4, true);
    Check pixels = check("x, grey levels", 0.02, 0.015, true);
    assertThat(Bounds.worstFailure(List.of(pixels, scores))).contains(scores);
    assertThat(Bounds.of(scores, List.of(pixels, scores))).isEqualTo(Bounds.TOLERANCE);
    assertThat(Bounds.worstFailure(List.of(pixels))).isEmpty();
  }

  @Test
  void a_graph_may_lose_eight_times_what_the_block_loses() {
    Check trip = check("z -> x -> z", 7e-3, 0, true);
    Check own = check("z -> x -> z" + Bounds.OWN, 1e-3, 0, false);
    assertThat(Bounds.judge(List.of(trip, own)).status()).isEqualTo(Proof.PROVEN);
    assertThat(Bounds.judge(List.of(check("z -> x -> z", 9e-3, 0, true), own)).status())
        .isEqualTo(Proof.UNPROVEN);
  }

  @Test
  void an_inverse_that_overflows_in_single_precision_allows_no_more_than_eight_levels() {
    Check own = check("x, grey levels" + Bounds.OWN, Double.MAX_VALUE, Double.MAX_VALUE, false);
    assertThat(Bounds.judge(List.of(check("x, grey levels", 300, 9, true), own)).status())
        .isEqualTo(Proof.UNPROVEN);
    assertThat(Bounds.judge(List.of(check("x, grey levels", 300, 7, true), own)).status())
        .isEqualTo(Proof.PROVEN);
  }
}
