package org.mollify.server.format;

import java.io.IOException;
import org.mollify.runtime.score.ScoreHistogram;

/**
 * What is answered about the held-out scores of a model.
 *
 * @param model name of the model
 * @param score which score
 * @param part part of the data that was held out
 * @param heldOut number of held-out items
 * @param nonFinite how many of them have a score that overflowed, and stand in no bin
 * @param histogram the others by bin
 * @param falseAlarmRate share of usual items that may be flagged, or null where it was not asked
 * @param threshold where flags begin at that rate; not finite when only scores that overflowed are
 *     flagged
 */
public record CalibrationAnswer(
    String model,
    String score,
    String part,
    int heldOut,
    int nonFinite,
    ScoreHistogram histogram,
    Double falseAlarmRate,
    double threshold) {

  /** Encodes it as JSON. */
  public Answer encode() throws IOException {
    return Answer.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("model", model);
          json.writeStringField("score", score);
          json.writeStringField("part", part);
          json.writeNumberField("heldOut", heldOut);
          json.writeNumberField("nonFinite", nonFinite);
          json.writeFieldName("edges");
          JsonArrays.numbers(json, histogram.edges());
          json.writeFieldName("counts");
          json.writeArray(histogram.counts(), 0, histogram.counts().length);
          json.writeNumberField("below", histogram.below());
          json.writeNumberField("above", histogram.above());
          if (falseAlarmRate != null) {
            json.writeNumberField("falseAlarmRate", falseAlarmRate);
            json.writeFieldName("threshold");
            JsonArrays.number(json, threshold);
          }
          json.writeEndObject();
        });
  }
}
