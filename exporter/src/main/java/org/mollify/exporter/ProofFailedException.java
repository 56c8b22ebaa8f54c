package org.mollify.exporter;

import java.util.Comparator;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/** The exported graphs do not compute what the model computes, so no bundle was written. */
public final class ProofFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProofFailedException(Proof proof) {
    super(message(proof));
  }

  private static String message(Proof proof) {
    Check worst =
        proof.checks().stream()
            .filter(Check::binding)
            .max(Comparator.comparingDouble(Check::maxError))
            .orElseThrow();
    return ("the proof failed, and no bundle was written: %s on %s differs by up to %.2g (99.9"
            + " percentile %.2g), tolerance %.0e; the model is probably ill-conditioned: train longer"
            + " or with mollification, or write it marked unproven with --force")
        .formatted(
            worst.quantity(),
            worst.inputs(),
            worst.maxError(),
            worst.p999Error(),
            proof.tolerance());
  }
}
