package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.io.CsvRows;
import org.mollify.runtime.io.NpyWriter;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.Complexity;
import org.mollify.runtime.score.Scores;
import org.mollify.runtime.score.Typicality;

/**
 * What is answered about rows: their scores, and where asked for the flags at a false-alarm rate
 * and the attribution to columns.
 *
 * @param scores the scores
 * @param alarm rate and threshold, or null for no flags
 * @param attribution nats a column, or null for none
 * @param typicality whether to answer how typical each row is
 */
public record ScoreAnswer(Scores scores, Alarm alarm, Attribution attribution, boolean typicality) {
  private static final int NPY_HEADER = 128;

  /**
   * When a row is flagged as an anomaly.
   *
   * @param score by which score
   * @param falseAlarmRate share of rows like the held-out ones that is flagged at most
   * @param threshold see {@link AnomalyCalibration#thresholdAt(AnomalyScore, double)}; rows
   *     strictly beyond it are flagged, and rows whose score overflowed
   */
  public record Alarm(AnomalyScore score, double falseAlarmRate, double threshold) {}

  /**
   * What makes each row unlikely.
   *
   * @param columns names of the columns
   * @param nats one row of entries each, see {@link org.mollify.runtime.GenerativeModel#attribute}
   */
  public record Attribution(List<String> columns, double[][] nats) {}

  /** Whether a format has a place for flags and attributions, beside the scores. */
  public static boolean isTable(Format format) {
    return format == Format.JSON || format == Format.CSV || format == Format.ARROW;
  }

  /**
   * Encodes it: JSON with one list for each quantity, numbers that overflowed as null; a CSV table;
   * an Arrow table; or an array of log-likelihoods of shape [N], which leaves all else out.
   */
  public Answer encode(Format format, String model) throws IOException {
    return switch (format) {
      case JSON -> Answer.json(json -> write(json, model));
      case CSV -> {
        StringBuilder text = new StringBuilder();
        write(text);
        yield new Answer(format, text.toString().getBytes(StandardCharsets.UTF_8));
      }
      case NPY -> {
        ByteArrayOutputStream bytes =
            new ByteArrayOutputStream(NPY_HEADER + scores.size() * Double.BYTES);
        try (NpyWriter npy = new NpyWriter(bytes, NpyWriter.Type.FLOAT64, scores.size())) {
          npy.write(scores.logLikelihood());
        }
        yield new Answer(format, bytes.toByteArray());
      }
      case ARROW -> new Answer(format, new ArrowScores(this, model).encode());
      case PNG, JPEG, MULTIPART -> throw new IllegalArgumentException("scores are no picture");
    };
  }

  private void write(JsonGenerator json, String model) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", model);
    json.writeStringField("kind", scores.kind());
    if (scores.samples() != null) {
      json.writeNumberField("samples", scores.samples());
      json.writeNumberField("seed", scores.seed());
    }
    json.writeFieldName("logLikelihood");
    JsonArrays.numbers(json, scores.logLikelihood());
    if (scores.coreLogLikelihood() != null) {
      json.writeFieldName("coreLogLikelihood");
      JsonArrays.numbers(json, scores.coreLogLikelihood());
    }
    json.writeFieldName("bitsPerDimension");
    JsonArrays.numbers(json, scores.bitsPerDimension());
    if (scores.anomalyPercentile() != null) {
      json.writeFieldName("anomalyPercentile");
      JsonArrays.numbers(json, scores.anomalyPercentile());
      json.writeNumberField("heldOut", scores.heldOut());
    }
    writeImageScores(json);
    if (alarm != null) {
      json.writeStringField("score", alarm.score().label());
      json.writeNumberField("falseAlarmRate", alarm.falseAlarmRate());
      json.writeFieldName("threshold");
      JsonArrays.number(json, alarm.threshold());
      json.writeFieldName("anomaly");
      JsonArrays.booleans(json, flagged());
    }
    if (attribution != null) {
      json.writeFieldName("columns");
      JsonArrays.strings(json, attribution.columns());
      json.writeArrayFieldStart("attribution");
      for (double[] row : attribution.nats()) {
        JsonArrays.numbers(json, row);
      }
      json.writeEndArray();
    }
    json.writeFieldName("finite");
    JsonArrays.booleans(json, scores.finite());
    json.writeEndObject();
  }

  private void writeImageScores(JsonGenerator json) throws IOException {
    if (typicality && scores.typicality() != null) {
      json.writeFieldName("typicality");
      JsonArrays.numbers(json, scores.typicality().distance());
      json.writeFieldName("typicalityPercentile");
      JsonArrays.numbers(json, scores.typicality().percentile());
    }
    if (scores.complexity() != null) {
      json.writeStringField("coder", scores.complexity().coder());
      json.writeFieldName("codeLength");
      JsonArrays.numbers(json, scores.complexity().codeLength());
      json.writeFieldName("complexity");
      JsonArrays.numbers(json, scores.complexity().score());
      json.writeFieldName("complexityPercentile");
      JsonArrays.numbers(json, scores.complexity().percentile());
    }
  }

  private boolean[] flagged() {
    return scores.flagged(alarm.score(), alarm.threshold());
  }

  /**
   * A column of a table of scores.
   *
   * @param name its name
   * @param numbers its values, or null where they are truth values
   * @param flags its values, or null where they are numbers
   */
  record Column(String name, double[] numbers, boolean[] flags) {
    Column(String name, double[] numbers) {
      this(name, numbers, null);
    }
  }

  /** The columns of a table, in order. */
  List<Column> table() {
    List<Column> table = new ArrayList<>();
    table.add(new Column("logLikelihood", scores.logLikelihood()));
    if (scores.coreLogLikelihood() != null) {
      table.add(new Column("coreLogLikelihood", scores.coreLogLikelihood()));
    }
    table.add(new Column("bitsPerDimension", scores.bitsPerDimension()));
    if (scores.anomalyPercentile() != null) {
      table.add(new Column("anomalyPercentile", scores.anomalyPercentile()));
    }
    if (typicality && scores.typicality() != null) {
      Typicality typical = scores.typicality();
      table.add(new Column("typicality", typical.distance()));
      table.add(new Column("typicalityPercentile", typical.percentile()));
    }
    if (scores.complexity() != null) {
      Complexity complexity = scores.complexity();
      table.add(new Column("codeLength", complexity.codeLength()));
      table.add(new Column("complexity", complexity.score()));
      table.add(new Column("complexityPercentile", complexity.percentile()));
    }
    if (alarm != null) {
      table.add(new Column("anomaly", null, flagged()));
    }
    for (int j = 0; attribution != null && j < attribution.columns().size(); j++) {
      int column = j;
      double[] nats = Arrays.stream(attribution.nats()).mapToDouble(row -> row[column]).toArray();
      table.add(new Column("attribution_" + attribution.columns().get(j), nats));
    }
    table.add(new Column("finite", null, scores.finite()));
    return table;
  }

  private void write(StringBuilder text) throws IOException {
    List<Column> table = table();
    CsvRows csv = new CsvRows(text, table.stream().map(Column::name).toList());
    for (int r = 0; r < scores.size(); r++) {
      List<String> cells = new ArrayList<>();
      for (Column column : table) {
        cells.add(
            column.flags() == null
                ? CsvRows.number(column.numbers()[r])
                : Boolean.toString(column.flags()[r]));
      }
      csv.row(cells);
    }
  }
}
