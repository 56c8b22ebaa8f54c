/** The scores that items are called anomalies by, and what the held-out items say of them. */
import { ask, pathOf } from "./api.js";

const BINS = 40;

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

/** The kinds of a model, the usual one first; without held-out items there are log-likelihoods alone. */
export const kindsOf = (model) => (model.scores.length > 0 ? model.scores : ["loglik"]);

/** All scores of item i of an answer, by kind: value, and percentile where there are held-out items. */
export function verdictOf(answer, i) {
  const verdict = { logLikelihood: answer.logLikelihood[i], bitsPerDimension: answer.bitsPerDimension[i] };
  for (const [kind, { value, percentile }] of Object.entries(KINDS)) {
    if (answer[value]) verdict[kind] = { value: answer[value][i], percentile: answer[percentile]?.[i] };
  }
  return verdict;
}

/**
 * Whether an item is an anomaly: 1 minus its percentile is the share of usual items that are at
 * least as odd, a conformal p-value, and the rate bounds it. Without a percentile nothing is.
 */
export function isOdd(verdict, kind, rate) {
  const one = verdict[kind];
  return one !== undefined && 1 - one.percentile / 100 <= rate * (1 + 1e-9);
}

/** Held-out scores by bin and the threshold at a rate, as they were asked for last. */
export function startCalibration() {
  let current = null;
  let latest = 0;
  return {
    /** What was answered, or null. */
    get: () => current,
    /**
     * Asks anew; an answer that comes after another question is left alone.
     *
     * @param rate false-alarm rate; one that is refused gives the bins without a threshold
     * @returns why there is no threshold, or null
     */
    async ask(model, kind, rate) {
      const mine = ++latest;
      if (model.heldOut === 0) {
        current = null;
        return null;
      }
      let refusal = null;
      const answer = (falseAlarmRate) =>
        ask(pathOf(model.name, "calibration", { score: kind, bins: BINS, falseAlarmRate }));
      const { body } = await answer(rate).catch((error) => {
        refusal = error.message;
        return answer(null).catch(() => ({ body: null }));
      });
      if (mine !== latest) return null;
      current = body;
      return refusal;
    },
    forget() {
      latest++;
      current = null;
    },
  };
}
