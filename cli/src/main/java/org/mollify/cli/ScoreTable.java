package org.mollify.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.RowSink;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;

/** The scores of rows as a table, one chunk of rows after another. */
final class ScoreTable {

  private static final int CHUNK = 1024;

  private final GenerativeModel model;
  private final ScoreOptions options;
  private final List<Quantity> quantities;
  private final boolean attribution;

  /** A column of the table, and where its values stand among the scores of a chunk. */
  private record Quantity(String name, Function<Scores, double[]> values) {}

  private ScoreTable(
      GenerativeModel model, ScoreOptions options, List<Quantity> quantities, boolean attribution) {
    this.model = model;
    this.options = options;
    this.quantities = quantities;
    this.attribution = attribution;
  }

  /**
   * Prepares a table, and refuses what the bundle cannot give before any row is read.
   *
   * @param falseAlarmRate rate of the column {@code anomaly}, or null for no such column
   * @param score by which score rows are flagged
   */
  static ScoreTable of(
      GenerativeModel model,
      ScoreOptions options,
      Double falseAlarmRate,
      AnomalyScore score,
      boolean attribution) {
    AnomalyCalibration calibration = model.calibration().orElse(null);
    if (calibration == null && falseAlarmRate != null) {
      throw new IllegalArgumentException(
          "--false-alarm-rate needs held-out scores, and bundle %s has none"
              .formatted(model.manifest().name()));
    }
    if (calibration != null && score == AnomalyScore.COMPLEXITY) {
      calibration.require(score);
    }
    if (attribution && model.manifest().reference() == null) {
      throw new IllegalArgumentException(
          "--attribution needs reference values, and bundle %s has none; export its run again"
              .formatted(model.manifest().name()));
    }
    List<Quantity> quantities = quantities(model, calibration, score);
    if (falseAlarmRate != null) {
      double threshold = calibration.thresholdAt(score, falseAlarmRate);
      quantities.add(new Quantity("anomaly", scores -> numbers(scores.flagged(score, threshold))));
    }
    return new ScoreTable(model, options, quantities, attribution);
  }

  /**
   * Images have all scores that the bundle holds; rows of a table how typical they are if asked.
   */
  private static List<Quantity> quantities(
      GenerativeModel model, AnomalyCalibration calibration, AnomalyScore score) {
    List<Quantity> quantities = new ArrayList<>();
    quantities.add(new Quantity("log_likelihood", Scores::logLikelihood));
    quantities.add(new Quantity("bits_per_dimension", Scores::bitsPerDimension));
    quantities.add(new Quantity("anomaly_percentile", Scores::anomalyPercentile));
    if (calibration == null) {
      return quantities;
    }
    boolean images = model.manifest().data().columns() == null;
    if (calibration.supports(AnomalyScore.TYPICALITY)
        && (images || score == AnomalyScore.TYPICALITY)) {
      quantities.add(new Quantity("typicality", scores -> scores.typicality().distance()));
      quantities.add(
          new Quantity("typicality_percentile", scores -> scores.typicality().percentile()));
    }
    if (calibration.supports(AnomalyScore.COMPLEXITY)) {
      quantities.add(new Quantity("code_length", scores -> scores.complexity().codeLength()));
      quantities.add(new Quantity("complexity", scores -> scores.complexity().score()));
      quantities.add(
          new Quantity("complexity_percentile", scores -> scores.complexity().percentile()));
    }
    return quantities;
  }

  List<String> columns() {
    List<String> names = new ArrayList<>(quantities.stream().map(Quantity::name).toList());
    if (attribution) {
      for (Column column : model.manifest().data().columns()) {
        names.add("attribution_" + column.name());
      }
    }
    return names;
  }

  void write(double[][] rows, RowSink sink) throws IOException {
    for (int from = 0; from < rows.length; from += CHUNK) {
      double[][] chunk = Arrays.copyOfRange(rows, from, Math.min(from + CHUNK, rows.length));
      Scores scores = model.score(chunk, options);
      List<double[]> values = quantities.stream().map(q -> q.values().apply(scores)).toList();
      double[][] parts = attribution ? model.attribute(chunk, options) : null;
      for (int i = 0; i < chunk.length; i++) {
        sink.accept(row(values, i, parts == null ? new double[0] : parts[i]));
      }
    }
  }

  /** What a bundle cannot say is NaN. */
  private static double[] row(List<double[]> values, int i, double[] parts) {
    double[] row = new double[values.size() + parts.length];
    for (int q = 0; q < values.size(); q++) {
      row[q] = values.get(q) == null ? Double.NaN : values.get(q)[i];
    }
    System.arraycopy(parts, 0, row, values.size(), parts.length);
    return row;
  }

  private static double[] numbers(boolean[] flags) {
    double[] numbers = new double[flags.length];
    Arrays.setAll(numbers, i -> flags[i] ? 1 : 0);
    return numbers;
  }
}
