package org.mollify.server.config;

import java.util.List;

/**
 * How much one model takes at once, so that no model takes the whole server.
 *
 * @param maxRows most rows of one request to be scored
 * @param maxSamples most samples of one request
 * @param queueSize most requests that may be unanswered for each of scoring and sampling
 * @param queueRows most rows of those requests together; one larger request is taken when it is
 *     alone
 */
public record ModelLimits(int maxRows, int maxSamples, int queueSize, int queueRows) {

  /** What is wrong with these values, one line each, every line beginning with {@code where}. */
  List<String> problems(String where) {
    return List.of(
            Range.problem(where + "maxRows", maxRows, 1, 10_000_000),
            Range.problem(where + "maxSamples", maxSamples, 1, 10_000_000),
            Range.problem(where + "queueSize", queueSize, 1, 1_000_000),
            Range.problem(where + "queueRows", queueRows, 1, 1_000_000_000))
        .stream()
        .filter(problem -> !problem.isEmpty())
        .toList();
  }
}
