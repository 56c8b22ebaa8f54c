package org.mollify.server.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.runtime.score.Scores;

/**
 * Scores as an Arrow stream of one batch, with the columns of the CSV table. What JSON says once,
 * as kind, seed and threshold, is metadata of the schema.
 */
final class ArrowScores {
  private final ScoreAnswer answer;
  private final String model;

  ArrowScores(ScoreAnswer answer, String model) {
    this.answer = answer;
    this.model = model;
  }

  byte[] encode() throws IOException {
    List<ScoreAnswer.Column> columns = answer.table();
    ArrowTable.Builder builder = new ArrowTable.Builder().metadata(metadata());
    for (ScoreAnswer.Column column : columns) {
      if (column.flags() == null) {
        builder.numbers(column.name());
      } else {
        builder.flags(column.name());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowTable table = builder.open(bytes)) {
      table.begin(answer.scores().size());
      for (int c = 0; c < columns.size(); c++) {
        ScoreAnswer.Column column = columns.get(c);
        for (int r = 0; r < answer.scores().size(); r++) {
          if (column.flags() == null) {
            table.set(r, c, column.numbers()[r]);
          } else {
            table.flag(r, c, column.flags()[r]);
          }
        }
      }
      table.end();
    }
    return bytes.toByteArray();
  }

  private Map<String, String> metadata() {
    Scores scores = answer.scores();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("model", model);
    metadata.put("kind", scores.kind());
    if (scores.samples() != null) {
      metadata.put("samples", scores.samples().toString());
      metadata.put("seed", scores.seed().toString());
    }
    if (scores.anomalyPercentile() != null) {
      metadata.put("heldOut", Integer.toString(scores.heldOut()));
    }
    if (scores.complexity() != null) {
      metadata.put("coder", scores.complexity().coder());
    }
    if (answer.alarm() != null) {
      metadata.put("score", answer.alarm().score().label());
      metadata.put("falseAlarmRate", Double.toString(answer.alarm().falseAlarmRate()));
      metadata.put("threshold", Double.toString(answer.alarm().threshold()));
    }
    return metadata;
  }
}
