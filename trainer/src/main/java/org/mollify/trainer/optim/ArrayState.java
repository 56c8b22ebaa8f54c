package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.mollify.trainer.optim.UpdateRule.StepConstants;

/** State in arrays on the parameter's device, updated by array operations. */
final class ArrayState implements ParameterState {
  private final TrainedParameter parameter;
  private final NDManager owner;
  private final NDArray first;
  private final NDArray second;

  /**
   * Creates a state of zeros.
   *
   * @param owner owns the state; on the parameter's device
   */
  ArrayState(TrainedParameter parameter, NDManager owner) {
    this.parameter = parameter;
    this.owner = owner;
    this.first = TrainedParameter.zeros(owner, parameter.array());
    this.second = TrainedParameter.zeros(owner, parameter.array());
  }

  @Override
  public void update(UpdateRule rule, StepConstants constants) {
    try (NDManager scratch = owner.newSubManager();
        NDArray gradient = parameter.array().getGradient()) {
      NDArray copy = TrainedParameter.copy(scratch, gradient);
      rule.update(scratch, parameter.array(), copy, first, second, constants);
      TrainedParameters.zero(gradient);
    }
  }

  @Override
  public NDArray exportFirst(NDManager manager) {
    return TrainedParameter.copy(manager, first);
  }

  @Override
  public NDArray exportSecond(NDManager manager) {
    return TrainedParameter.copy(manager, second);
  }

  @Override
  public void restore(NDArray firstValues, NDArray secondValues) {
    write(first, firstValues);
    write(second, secondValues);
  }

  private static void write(NDArray target, NDArray values) {
    NDArray here = values.toDevice(target.getDevice(), false);
    TrainedParameter.assign(target, here);
    if (here != values) {
      here.close();
    }
  }
}
