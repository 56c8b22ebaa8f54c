package org.mollify.experiments.reproduce.table4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mollify.experiments.reproduce.Spread;
import org.mollify.experiments.reproduce.table4.PublishedResults.Reference;

class VerdictTest {

  private static final Reference REFERENCE = new Reference(-15, 0.5, List.of(-20.0));

  private static String verdict(double mean, double deviation, boolean mollified) {
    return Verdict.of(new Spread(4, mean, deviation), REFERENCE, mollified);
  }

  @Test
  void two_of_the_papers_deviations_agree_and_more_do_not() {
    assertThat(verdict(-15.99, 0, false)).isEqualTo("yes: paper");
    assertThat(verdict(-14.01, 0, false)).isEqualTo("yes: paper");
    assertThat(verdict(-13.5, 0, false)).isEqualTo("no: by 0.50");
  }

  @Test
  void a_wide_spread_of_ours_counts_as_its_standard_error() {
    // 2 sqrt(3^2 / 4 + 0.5^2 / 4) = 3.04
    assertThat(verdict(-12, 3, false)).isEqualTo("yes: paper");
    assertThat(verdict(-11.9, 3, false)).startsWith("no");
  }

  @Test
  void the_authors_code_is_the_other_reference() {
    assertThat(verdict(-20.9, 0, false)).isEqualTo("yes: authors' code");
    assertThat(verdict(-21.25, 0, false)).isEqualTo("no: by 0.25");
  }

  @Test
  void a_mollified_mean_may_be_better_but_not_worse() {
    assertThat(verdict(-3, 0, true)).isEqualTo("yes: paper");
    assertThat(verdict(-22, 0, true)).isEqualTo("no: by 1.00");
  }

  @Test
  void nothing_that_is_not_finite_agrees() {
    assertThat(Verdict.of(Spread.of(Arrays.asList(-15.0, null)), REFERENCE, true))
        .isEqualTo("no: not finite");
  }

  @Test
  void a_spread_divides_by_one_less_than_its_seeds() {
    assertThat(Spread.of(List.of(1.0, 2.0, 3.0, 6.0))).hasToString("3.00 ± 2.16");
    assertThat(Spread.of(List.of(1.0))).hasToString("1.00");
  }
}
