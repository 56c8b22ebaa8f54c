package org.mollify.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.RowSink;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;

/** The scores of rows as a table, one chunk of rows after another. */
final class ScoreTable {

  private static final int CHUNK = 1024;

  private final GenerativeModel model;
  private final ScoreOptions options;
  private final Double threshold;
  private final boolean attribution;

  private ScoreTable(
      GenerativeModel model, ScoreOptions options, Double threshold, boolean attribution) {
    this.model = model;
    this.options = options;
    this.threshold = threshold;
    this.attribution = attribution;
  }

  /**
   * Prepares a table, and refuses what the bundle cannot give before any row is read.
   *
   * @param falseAlarmRate rate of the column {@code anomaly}, or null for no such column
   */
  static ScoreTable of(
      GenerativeModel model, ScoreOptions options, Double falseAlarmRate, boolean attribution) {
    Double threshold = null;
    if (falseAlarmRate != null) {
      AnomalyCalibration calibration =
          model
              .calibration()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--false-alarm-rate needs held-out scores, and bundle %s has none"
                              .formatted(model.manifest().name())));
      threshold = calibration.thresholdAt(falseAlarmRate);
    }
    if (attribution && model.manifest().reference() == null) {
      throw new IllegalArgumentException(
          "--attribution needs reference values, and bundle %s has none; export its run again"
              .formatted(model.manifest().name()));
    }
    return new ScoreTable(model, options, threshold, attribution);
  }

  List<String> columns() {
    List<String> names =
        new ArrayList<>(List.of("log_likelihood", "bits_per_dimension", "anomaly_percentile"));
    if (threshold != null) {
      names.add("anomaly");
    }
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
      double[][] parts = attribution ? model.attribute(chunk, options) : null;
      boolean[] flagged = threshold == null ? null : scores.flagged(threshold);
      for (int i = 0; i < chunk.length; i++) {
        sink.accept(row(scores, flagged, i, parts == null ? new double[0] : parts[i]));
      }
    }
  }

  private static double[] row(Scores scores, boolean[] flagged, int i, double[] parts) {
    double[] row = new double[3 + (flagged == null ? 0 : 1) + parts.length];
    row[0] = scores.logLikelihood()[i];
    row[1] = scores.bitsPerDimension()[i];
    row[2] = scores.anomalyPercentile() == null ? Double.NaN : scores.anomalyPercentile()[i];
    if (flagged != null) {
      row[3] = flagged[i] ? 1 : 0;
    }
    System.arraycopy(parts, 0, row, row.length - parts.length, parts.length);
    return row;
  }
}
