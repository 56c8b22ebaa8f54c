package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mollify.experiments.evaluate.RowReader;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.ScoreOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "loglik",
    description = "Scores rows or images with a bundle.",
    sortOptions = false,
    footer = {"", "Example:", "  mollify loglik bundles/wine --in new.csv --out scores.csv"})
final class LoglikCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Bundle folder.")
  private Path bundle;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description =
          "Rows to score: .csv, .npy or .npz; images: .png, .npy or a folder of .png files.")
  private Path in;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write, .csv or .npy.")
  private Path out;

  @Option(
      names = "--samples",
      paramLabel = "K",
      description = "Importance samples of a bound; exact likelihoods need none.")
  private Integer samples;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the scoring noise.")
  private Long seed;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "A",
      description = "Adds a column that is 1 for rows rarer than this share of held-out rows.")
  private Double falseAlarmRate;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      description =
          "Score of that column: loglik, typicality (two-sided), or complexity (images, against"
              + " the length of their PNG) (default: typicality for images, loglik for rows).")
  private String score;

  @Option(
      names = "--attribution",
      description = "Adds a column a data column: nats by which it makes the row unlikely.")
  private boolean attribution;

  @Mixin private RuntimeChoice runtime;

  @Override
  public Integer call() throws IOException {
    RowFile file = RowFile.of(out);
    Optional<AnomalyScore> asked = Optional.ofNullable(score).map(LoglikCommand::named);
    try (GenerativeModel model = runtime.open(bundle)) {
      AnomalyScore by = asked.orElse(AnomalyScore.usual(model.manifest().data()));
      ScoreTable table =
          ScoreTable.of(model, new ScoreOptions(samples, seed), falseAlarmRate, by, attribution);
      double[][] rows = RowReader.read(in, model.manifest().data());
      int missing = ColumnText.countMissing(rows);
      if (missing > 0) {
        System.err.printf(
            "%d missing %s replaced as in training%n", missing, missing == 1 ? "value" : "values");
      }
      file.write(table.columns(), rows.length, sink -> table.write(rows, sink));
      RuntimeChoice.report(model, rows.length, out);
    }
    return 0;
  }

  private static AnomalyScore named(String name) {
    return AnomalyScore.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--score expects %s; got %s".formatted(AnomalyScore.labels(), name)));
  }
}
