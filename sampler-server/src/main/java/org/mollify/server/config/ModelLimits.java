package org.mollify.server.config;

import java.util.List;

/**
 * How much one model takes at once, so that no model takes the whole server. In a configuration, 0
 * stands for the limit of the server.
 *
 * @param maxRows most rows of one request to be scored
 * @param maxSamples most samples of one request
 * @param queueSize most requests that may be unanswered for each of scoring and sampling
 * @param queueRows most rows of those requests together; one larger request is taken when it is
 *     alone
 */
public record ModelLimits(int maxRows, int maxSamples, int queueSize, int queueRows) {

  /** These limits, with others in place of those that are 0. */
  ModelLimits orElse(ModelLimits others) {
    return new ModelLimits(
        maxRows == 0 ? others.maxRows : maxRows,
        maxSamples == 0 ? others.maxSamples : maxSamples,
        queueSize == 0 ? others.queueSize : queueSize,
        queueRows == 0 ? others.queueRows : queueRows);
  }

  void check(List<String> problems, String section) {
    Range range = new Range(problems, section);
    range.check("maxRows", maxRows, 0, 10_000_000);
    range.check("maxSamples", maxSamples, 0, 10_000_000);
    range.check("queueSize", queueSize, 0, 1_000_000);
    range.check("queueRows", queueRows, 0, 1_000_000_000);
  }
}
