package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a finished cell came to. Log-likelihoods are means over the test rows in nats and the
 * paper's standardised space unless they say otherwise; null where they are not finite.
 *
 * @param data data set
 * @param model model
 * @param mollifier mollifier
 * @param seed seed
 * @param last after the last epoch, the paper's protocol
 * @param best after the epoch with the highest validation log-likelihood
 * @param bestEpoch that epoch
 * @param epochs epochs of the run
 * @param steps steps of the run
 * @param seconds wall time of the training, also of what was stopped between
 * @param revision git revision of the build
 * @param device device of the training
 * @param lastMedian median over the test rows after the last epoch
 * @param lastWorst lowest test row after the last epoch
 * @param lastWorstRow its position in the test part, 0-based
 * @param bestMedian median over the test rows after the best epoch
 * @param bestWorst lowest test row after the best epoch
 * @param bestWorstRow its position in the test part, 0-based
 * @param bestValidation validation log-likelihood of the best epoch
 * @param skippedSteps steps whose loss was not finite
 * @param quick whether this is a short run that is not the paper's protocol
 * @param weightsSha256 digest of the weights after the last epoch
 * @param versions of Mollify, Java and the engine
 * @param machine cores, processor and operating system
 * @param finished when it ended, UTC, ISO 8601
 * @param settings everything that the result is a function of
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CellResult(
    String data,
    String model,
    String mollifier,
    int seed,
    Double last,
    Double best,
    int bestEpoch,
    int epochs,
    long steps,
    double seconds,
    String revision,
    String device,
    Double lastMedian,
    Double lastWorst,
    int lastWorstRow,
    Double bestMedian,
    Double bestWorst,
    int bestWorstRow,
    Double bestValidation,
    long skippedSteps,
    boolean quick,
    String weightsSha256,
    String versions,
    String machine,
    String finished,
    JsonNode settings) {

  /** Which cell this is. */
  @JsonIgnore
  CellKey key() {
    return new CellKey(data, model, mollifier, seed);
  }

  /** A number for JSON, which holds no NaN and no infinity. */
  static Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
