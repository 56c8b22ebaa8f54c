package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.mollify.models.block.Pass;

/**
 * A gradient inside a loss, taken with the step's own collector, since the engine allows only one.
 *
 * <p>The point is detached, so the result is a constant of the outer loss. Backward through the
 * function also adds to the gradients of the parameters it uses; those are cleared again, which
 * leaves them as they were because a step starts from cleared gradients.
 *
 * @param collector the collector of the running step
 * @param clearParameterGradients sets every parameter gradient to zero
 */
record CollectorGradient(GradientCollector collector, Runnable clearParameterGradients)
    implements Pass.InnerGradient {

  @Override
  public NDArray gradient(UnaryOperator<NDArray> scalarFunction, NDArray at) {
    NDArray point = at.stopGradient();
    point.attach(at.getManager());
    point.setRequiresGradient(true);
    collector.backward(scalarFunction.apply(point));
    NDArray gradient = point.getGradient().stopGradient();
    gradient.attach(at.getManager());
    clearParameterGradients.run();
    return gradient;
  }
}
