package org.mollify.experiments.reproduce.table4;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mollify.experiments.reproduce.Spread;
import org.mollify.experiments.reproduce.table4.PublishedResults.Reference;

/** The table as Markdown. A row appears once one of its cells is finished, and says of how many. */
final class TableMarkdown {

  private final List<CellResult> cells;
  private final StringBuilder text = new StringBuilder();

  private TableMarkdown(List<CellResult> cells) {
    this.cells = cells;
  }

  /**
   * Writes the table.
   *
   * @param cells finished cells, at least one, in the table's order
   * @param command the command that made the last of them
   * @param figures names of the figures' files
   */
  static String of(List<CellResult> cells, String command, List<String> figures) {
    return new TableMarkdown(cells).document(command, figures);
  }

  private String document(String command, List<String> figures) {
    boolean quick = cells.stream().anyMatch(CellResult::quick);
    line(quick ? "# A quick look at Table 4" : "# Table 4: log-likelihood of tabular flows");
    line("");
    preamble(command, quick);
    List<String> published =
        data(data -> PublishedResults.of(data, CellKey.MODELS.get(0), "none").isPresent());
    if (quick) {
      lastEpoch("Last epoch", data(data -> true), false);
    } else {
      lastEpoch("Last epoch (the paper's protocol)", published, true);
      lastEpoch(
          "Last epoch, miniboone-parts (a tenth of MiniBooNE, not comparable with the paper)",
          data(data -> !published.contains(data)),
          false);
    }
    bestEpoch();
    rows();
    if (!figures.isEmpty()) {
      line("## Curves");
      line("");
      figures.forEach(figure -> line("![%s](%s)\n".formatted(figure, figure)));
    }
    return text.toString();
  }

  private List<String> data(Function<String, Boolean> chosen) {
    return cells.stream().map(CellResult::data).distinct().filter(chosen::apply).toList();
  }

  private void preamble(String command, boolean quick) {
    int epochs = cells.stream().mapToInt(CellResult::epochs).max().orElseThrow();
    line(
        (quick
                ? "**A short run of %d epochs, not the paper's protocol: for seeing that everything"
                    + " works, not for comparing.**"
                : "The paper's protocol: %d epochs, batch 100, Adam 1e-4, weight decay 1e-6, noise"
                    + " level per epoch.")
            .formatted(epochs));
    line(
        "Mean log-likelihood of the test rows in nats, in standardised space; mean ± sample"
            + " standard deviation over n seeds.");
    line("");
    line("```");
    line(command);
    line("```");
    line("");
    String first = cells.stream().map(CellResult::finished).min(Comparator.naturalOrder()).get();
    String last = cells.stream().map(CellResult::finished).max(Comparator.naturalOrder()).get();
    line(
        "%d cells finished between %s and %s, each a process of one engine thread, %s of training"
                .formatted(cells.size(), first, last, hours())
            + " together.");
    line("");
    line("- machine: " + distinct(CellResult::machine));
    line("- device: " + distinct(CellResult::device));
    line("- versions: " + distinct(CellResult::versions));
    line("- revision: " + distinct(CellResult::revision));
    line("");
  }

  private String hours() {
    double seconds = cells.stream().mapToDouble(CellResult::seconds).sum();
    return seconds < 3600
        ? String.format(Locale.ROOT, "%.0f minutes", seconds / 60)
        : String.format(Locale.ROOT, "%.1f hours", seconds / 3600);
  }

  private String distinct(Function<CellResult, String> field) {
    return String.join(
        "; ", cells.stream().map(field).collect(Collectors.toCollection(TreeSet::new)));
  }

  private void lastEpoch(String title, List<String> sets, boolean compared) {
    if (sets.isEmpty()) {
      return;
    }
    line("## " + title);
    line("");
    if (compared) {
      line(
          "*within*: |ours - reference| <= max(2 paper std, 2 pooled standard errors) of the paper or"
              + " of the authors' own code (single runs of it); a mollified mean above that is fine"
              + " too.");
      line("");
    }
    line(
        "| data | model | mollifier | n | last |%s mollified better |"
            .formatted(compared ? " paper | authors' code | within |" : ""));
    line("|---|---|---|---|---|---|" + (compared ? "---|---|---|" : ""));
    for (String data : sets) {
      for (String model : CellKey.MODELS) {
        for (String mollifier : CellKey.MOLLIFIERS) {
          lastRow(data, model, mollifier, compared);
        }
      }
    }
    line("");
  }

  private void lastRow(String data, String model, String mollifier, boolean compared) {
    SeedGroup seeds = seeds(data, model, mollifier);
    if (seeds.isEmpty()) {
      return;
    }
    boolean mollified = mollifier.equals("gaussian");
    Spread last = seeds.spread(CellResult::last);
    String reference =
        compared
            ? PublishedResults.of(data, model, mollifier)
                .map(found -> compared(last, found, mollified))
                .orElse(" | | |")
            : "";
    line(
        "| %s | %s | %s | %d | %s |%s %s |"
            .formatted(
                data,
                model,
                mollifier,
                last.n(),
                last,
                reference,
                mollified ? better(data, model, CellResult::last) : ""));
  }

  private static String compared(Spread last, Reference reference, boolean mollified) {
    return String.format(
        Locale.ROOT,
        " %.2f ± %.2f | %s | %s |",
        reference.mean(),
        reference.deviation(),
        reference.authors().stream().map(String::valueOf).collect(Collectors.joining(", ")),
        Verdict.of(last, reference, mollified));
  }

  private void bestEpoch() {
    line("## Best epoch (chosen by the validation rows)");
    line("");
    line(
        "What early stopping gives, and what `mollify export` takes by default. The difference is"
            + " mollified minus vanilla over the seeds that both have.");
    line("");
    line(
        "| data | model | n | vanilla | epochs | mollified | epochs | difference | mollified better |");
    line("|---|---|---|---|---|---|---|---|---|");
    for (String data : data(data -> true)) {
      for (String model : CellKey.MODELS) {
        SeedGroup vanilla = seeds(data, model, "none");
        SeedGroup mollified = seeds(data, model, "gaussian");
        if (vanilla.isEmpty() && mollified.isEmpty()) {
          continue;
        }
        line(
            "| %s | %s | %d, %d | %s | %s | %s | %s | %s | %s |"
                .formatted(
                    data,
                    model,
                    vanilla.size(),
                    mollified.size(),
                    vanilla.spread(CellResult::best),
                    vanilla.bestEpochs(),
                    mollified.spread(CellResult::best),
                    mollified.bestEpochs(),
                    mollified.gainOver(vanilla, CellResult::best),
                    better(data, model, CellResult::best)));
      }
    }
    line("");
  }

  private void rows() {
    line("## Single rows");
    line("");
    line(
        "One test row that a model finds impossible can move a mean by nats. Medians over the test"
            + " rows, averaged over seeds; the worst row of any seed, with its position in the test"
            + " part.");
    line("");
    line(
        "| data | model | mollifier | n | median, last | median, best | worst row, last | worst row, best |");
    line("|---|---|---|---|---|---|---|---|");
    for (String data : data(data -> true)) {
      for (String model : CellKey.MODELS) {
        for (String mollifier : CellKey.MOLLIFIERS) {
          SeedGroup seeds = seeds(data, model, mollifier);
          if (!seeds.isEmpty()) {
            line(
                "| %s | %s | %s | %d | %s | %s | %s | %s |"
                    .formatted(
                        data,
                        model,
                        mollifier,
                        seeds.size(),
                        seeds.spread(CellResult::lastMedian),
                        seeds.spread(CellResult::bestMedian),
                        seeds.worst(CellResult::lastWorst, CellResult::lastWorstRow),
                        seeds.worst(CellResult::bestWorst, CellResult::bestWorstRow)));
          }
        }
      }
    }
    line("");
  }

  private String better(String data, String model, Function<CellResult, Double> score) {
    Spread vanilla = seeds(data, model, "none").spread(score);
    Spread mollified = seeds(data, model, "gaussian").spread(score);
    if (vanilla.n() == 0 || mollified.n() == 0) {
      return "";
    }
    return mollified.mean() > vanilla.mean() ? "yes" : "no";
  }

  private SeedGroup seeds(String data, String model, String mollifier) {
    return SeedGroup.of(cells, data, model, mollifier);
  }

  private void line(String line) {
    text.append(Objects.requireNonNull(line)).append('\n');
  }
}
