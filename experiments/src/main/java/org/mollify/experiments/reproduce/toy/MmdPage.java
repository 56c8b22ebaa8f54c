package org.mollify.experiments.reproduce.toy;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** MMD^2 at the end of training in words and a table, and what the paper's numbers can mean. */
final class MmdPage {

  private MmdPage() {}

  static String of(MmdStudy study) {
    StringBuilder text =
        new StringBuilder(
            "MMD^2 (eq. 16 and 17, biased estimator; unbiased in the CSV) at the last iteration:\n\n");
    text.append("| training | each seed | mean |\n|---|---|---|\n");
    for (String mollifier : ToyRuns.MOLLIFIERS) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.2e |%n",
              ToyRuns.label(mollifier),
              Arrays.stream(study.finalValues(mollifier))
                  .mapToObj(value -> String.format(Locale.ROOT, "%.2e", value))
                  .collect(Collectors.joining(", ")),
              study.finalMean(mollifier)));
    }
    double floor = study.floor().squaredBiased();
    text.append(String.format(Locale.ROOT, "| truth against truth (floor) | | %.2e |%n%n", floor));
    text.append("Vanilla over mollified: ")
        .append(MmdScale.ratio(study.finalMean("none"), study.finalMean("gaussian"), floor))
        .append(".\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            """
            The paper prints 15.5 and 2.5 (mixture), 383.44 and 6.13 (von Mises). With its kernel MMD^2 is at most 2e-4, so
            a printed value is S times MMD^2. 383.44 needs S of at least %.1e. Sums over all pairs in place of means give
            S = 1e8: 15.5 and 2.5 are then 1.6e-7 and 2.5e-8, and 383.44 and 6.13 are 3.8e-6 and 6.1e-8. A factor of 1e6
            would need 3.8e-4 for the last, above the bound. S = 1e8 is a reading of the paper, not a fact from it.
            """,
            MmdScale.smallest()));
    return text.toString();
  }
}
