/** The scores that items are called anomalies by, and the share of usual items as odd as one. */
export const KINDS = {
  loglik: {
    name: "log-likelihood", label: "log-likelihood (low is odd)", axis: "log-likelihood, nats", short: "Log-likelihood", oddSide: "low",
    value: "logLikelihood", percentile: "anomalyPercentile", unit: "nats",
  },
  typicality: {
    name: "typicality", label: "typicality (far is odd)", axis: "distance from the mean held-out log-likelihood, nats",
    short: "Distance", oddSide: "high", value: "typicality", percentile: "typicalityPercentile", unit: "nats",
  },
  complexity: {
    name: "the complexity-corrected score", label: "complexity-corrected (high is odd)", axis: "bits per dimension beyond a lossless coder",
    short: "Against coder", oddSide: "high", value: "complexity", percentile: "complexityPercentile", unit: "bits per dimension",
  },
};

/** All scores of item i of an answer, by kind: value and percentile. */
export function verdictOf(answer, i) {
  const verdict = { logLikelihood: answer.logLikelihood[i], bitsPerDimension: answer.bitsPerDimension[i] };
  for (const [kind, { value, percentile }] of Object.entries(KINDS)) {
    if (answer[value] && answer[percentile]) verdict[kind] = { value: answer[value][i], percentile: answer[percentile][i] };
  }
  return verdict;
}

/**
 * Whether an item is an anomaly: 1 minus its percentile is the share of usual items that are at
 * least as odd, a conformal p-value, and the rate bounds it.
 */
export function isOdd(verdict, kind, rate) {
  const one = verdict[kind];
  return one !== undefined && 1 - one.percentile / 100 <= rate * (1 + 1e-9);
}
