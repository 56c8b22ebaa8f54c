package org.mollify.experiments.reproduce.toy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.mollify.experiments.reproduce.Machine;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.BuildInfo;

/** The page of a figure: what was run, with what, where. */
final class ToyPage {

  private ToyPage() {}

  static String of(ToyFigure figure, ReproductionRequest request, ToyScale scale, String body) {
    BuildInfo build = BuildInfo.load();
    return String.format(
        Locale.ROOT,
        """
        # %s: %s

        `mollify reproduce %s%s --seeds %d`%s

        Where models are trained: RealNVP, 5 couplings of 2 x 64, Adam 5e-4, batch 256, %,d iterations, no batch
        normalisation, standardised data; seeds from 1. Mollified training anneals the noise over the whole run.
        Samples: %,d. Written %s, revision %s, Java %s, on %s, one thread.

        %s
        """,
        figure.name(),
        figure.description(),
        figure.name(),
        request.quick() ? " --quick" : "",
        scale.seeds(),
        scale.isPaper()
            ? ""
            : "\n\n**A small subset, not the paper's protocol** (20,000 iterations, 10,000 samples).",
        scale.iterations(),
        scale.samples(),
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        build.revision(),
        System.getProperty("java.version"),
        Machine.describe(),
        body);
  }
}
