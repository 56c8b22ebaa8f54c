package org.mollify.exporter;

import java.util.List;
import org.mollify.exporter.proof.Bounds;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/** The exported graphs do not compute what the model computes, so no bundle was written. */
public final class ProofFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProofFailedException(Proof proof) {
    super(message(proof.checks()));
  }

  private static String message(List<Check> checks) {
    Check worst = Bounds.worstFailure(checks).orElseThrow();
    return ("the proof failed, and no bundle was written: %s on %s differs by up to %.2g (99.9"
            + " percentile %.2g), bound %.2g; the model is probably ill-conditioned: train longer"
            + " or with mollification, or write it marked unproven with --force")
        .formatted(
            worst.quantity(),
            worst.inputs(),
            worst.maxError(),
            worst.p999Error(),
            Bounds.of(worst, checks));
  }
}
