package org.mollify.trainer.loop;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.mollify.models.density.DensityModel;

/**
 * Measures a model after each epoch, such as on rows that training never sees. It reads the model
 * and changes nothing: weights, checkpoints and the choice of the best epoch are the same with and
 * without it.
 */
@FunctionalInterface
public interface EpochProbe {

  /** Measures nothing. */
  EpochProbe NONE = (report, model, parent) -> {};

  /**
   * Called after every epoch, before its report goes to the listener and its checkpoint is written;
   * a resumed run may measure an epoch again.
   *
   * @param report what the epoch came to
   * @param model the model, with the statistics of this epoch
   * @param parent parent of what is computed on the way
   * @throws IOException if the measurement cannot be written, which ends the run
   */
  void measure(EpochReport report, DensityModel model, NDManager parent) throws IOException;
}
