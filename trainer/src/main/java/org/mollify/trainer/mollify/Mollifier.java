package org.mollify.trainer.mollify;

import ai.djl.ndarray.NDArray;

/**
 * Makes data smoother than they are, less so as training goes on (paper section 3, algorithm 1).
 *
 * <p>Works in model space: after the data transform, before the first learned layer.
 */
@FunctionalInterface
public interface Mollifier {

  /**
   * Mollifies a batch.
   *
   * @param x items in model space, shape {@code [N, ...]}
   * @param progress part of the annealing that is over, from 0; at 1 and beyond the very array that
   *     came in is returned, but by {@link NoiseFloor}
   * @return mollified items of the same shape and type, owned by the manager of {@code x}
   */
  NDArray mollify(NDArray x, double progress);

  /** Vanilla training: always returns the very array that came in. */
  Mollifier NONE = (x, progress) -> x;
}
