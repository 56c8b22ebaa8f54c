package org.mollify.trainer.optim;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/** Gives parameters gradients through real backward passes, for tests. */
final class Gradients {
  private Gradients() {}

  /** Adds a gradient to whatever the parameter's gradient holds: that of the inner product. */
  static void give(NDArray parameter, float... gradient) {
    try (NDManager step = parameter.getManager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray weights = step.create(gradient, parameter.getShape());
      collector.backward(weights.mul(parameter).sum());
    }
  }

  static float[] of(NDArray parameter) {
    try (NDArray gradient = parameter.getGradient()) {
      return gradient.toFloatArray();
    }
  }
}
