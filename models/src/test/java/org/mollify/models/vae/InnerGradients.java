package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;

/** Takes the inner gradients of a loss, and gives the same ones again. */
final class InnerGradients {

  /** What was asked and answered. */
  record Call(UnaryOperator<NDArray> function, NDArray at, float[] gradient) {}

  private final DensityModel model;
  private final List<Call> calls = new ArrayList<>();
  private int next;

  InnerGradients(DensityModel model) {
    this.model = model;
  }

  List<Call> calls() {
    return calls;
  }

  /** Takes them, as a training step does. */
  Pass.InnerGradient taken(GradientCollector collector) {
    return (function, at) -> {
      NDArray point = at.stopGradient();
      point.attach(at.getManager());
      point.setRequiresGradient(true);
      collector.backward(function.apply(point));
      NDArray gradient = point.getGradient().stopGradient();
      for (Pair<String, Parameter> parameter : model.getParameters()) {
        if (parameter.getValue().requiresGradient()) {
          parameter.getValue().getArray().getGradient().muli(0);
        }
      }
      calls.add(new Call(function, point, gradient.toFloatArray()));
      return gradient;
    };
  }

  /** Gives those that were taken, in order, whatever is asked. */
  Pass.InnerGradient repeated() {
    return (function, at) -> {
      Call call = calls.get(next++ % calls.size());
      return constant(at.getManager(), call.gradient(), at.getShape(), at.getDataType());
    };
  }

  private static NDArray constant(NDManager manager, float[] values, Shape shape, DataType type) {
    return manager.create(values, shape).toType(type, false);
  }

  /** Adds to one element of a parameter in place. */
  static void move(NDArray array, int element, double by) {
    float[] change = new float[Math.toIntExact(array.size())];
    change[element] = (float) by;
    try (NDArray view = array.stopGradient();
        NDArray added = array.getManager().create(change, array.getShape())) {
      view.addi(added);
    }
  }
}
