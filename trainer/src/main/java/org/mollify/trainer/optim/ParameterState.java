package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.mollify.trainer.optim.UpdateRule.StepConstants;

/** The two running values of one parameter, kept where its updates run. */
interface ParameterState {
  /** Updates parameter and state, then sets the gradient to zero. */
  void update(UpdateRule rule, StepConstants constants);

  /** Returns a copy of the first value, owned by {@code manager}. */
  NDArray exportFirst(NDManager manager);

  /** Returns a copy of the second value, owned by {@code manager}. */
  NDArray exportSecond(NDManager manager);

  /** Copies both values from arrays of the parameter's shape. */
  void restore(NDArray first, NDArray second);
}
