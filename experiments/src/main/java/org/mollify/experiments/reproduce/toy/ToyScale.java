package org.mollify.experiments.reproduce.toy;

import org.mollify.experiments.reproduce.ReproductionRequest;

/**
 * How much is run.
 *
 * @param iterations steps of each training run
 * @param snapshots intervals between snapshots over a run
 * @param samples points on each side of an MMD
 * @param seeds training runs a cell, seeds 1 to this
 */
record ToyScale(int iterations, int snapshots, int samples, int seeds) {

  /** Appendix D.3.1 and D.5: 20,000 iterations, 10,000 samples. */
  static ToyScale of(ReproductionRequest request) {
    return request.quick()
        ? new ToyScale(2_000, 5, 2_000, request.seeds().orElse(1))
        : new ToyScale(20_000, 10, 10_000, request.seeds().orElse(3));
  }

  boolean isPaper() {
    return iterations == 20_000 && samples == 10_000;
  }
}
