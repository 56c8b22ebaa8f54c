package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An optimiser with two running values a scalar, counting the steps of each parameter by itself.
 */
final class AdaptiveOptimizer implements Optimizer {
  private static final String FIRST = ".exp_avg";
  private static final String STEP = ".step";

  private final TrainedParameters parameters;
  private final UpdateRule rule;
  private final String second;
  private final ParameterState[] states;
  private final long[] steps;
  private final NDManager owner;
  private double learningRate;

  AdaptiveOptimizer(TrainedParameters parameters, UpdateRule rule, double learningRate) {
    this.parameters = parameters;
    this.rule = rule;
    this.second = "." + rule.secondName();
    this.learningRate = learningRate;
    List<TrainedParameter> list = parameters.list();
    this.states = new ParameterState[list.size()];
    this.steps = new long[list.size()];
    this.owner = list.get(0).array().getManager().newSubManager();
    float[] parameterChunk = new float[GradientMemory.CHUNK];
    float[] gradientChunk = new float[GradientMemory.CHUNK];
    for (int i = 0; i < states.length; i++) {
      TrainedParameter parameter = list.get(i);
      states[i] =
          parameter.inMemory()
              ? new MemoryState(parameter, parameterChunk, gradientChunk)
              : new ArrayState(parameter, owner);
    }
  }

  @Override
  public void step() {
    for (int i = 0; i < states.length; i++) {
      if (parameters.list().get(i).hasGradient()) {
        steps[i]++;
        states[i].update(rule, rule.constants(steps[i], learningRate));
      }
    }
  }

  @Override
  public void skip() {
    parameters.zeroGradients();
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void setLearningRate(double learningRate) {
    OptimizerSpec.require(learningRate > 0, "learning rate", "positive", learningRate);
    this.learningRate = learningRate;
  }

  @Override
  public Map<String, NDArray> exportState(NDManager manager) {
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (int i = 0; i < states.length; i++) {
      String name = parameters.list().get(i).name();
      state.put(name + FIRST, states[i].exportFirst(manager));
      state.put(name + second, states[i].exportSecond(manager));
      state.put(name + STEP, manager.create(new long[] {steps[i]}));
    }
    state.forEach((name, array) -> array.setName(name));
    return state;
  }

  @Override
  public void restoreState(Map<String, NDArray> state) {
    TreeSet<String> unknown = new TreeSet<>(state.keySet());
    for (TrainedParameter parameter : parameters.list()) {
      DataType type = parameter.array().getDataType();
      check(state, unknown, parameter.name() + FIRST, parameter.shape(), type);
      check(state, unknown, parameter.name() + second, parameter.shape(), type);
      check(state, unknown, parameter.name() + STEP, new Shape(1), DataType.INT64);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the optimizer state holds " + unknown.first() + ", which belongs to no parameter here");
    }
    for (int i = 0; i < states.length; i++) {
      String name = parameters.list().get(i).name();
      states[i].restore(state.get(name + FIRST), state.get(name + second));
      steps[i] = state.get(name + STEP).toLongArray()[0];
    }
  }

  private static void check(
      Map<String, NDArray> state,
      TreeSet<String> unknown,
      String name,
      Shape shape,
      DataType type) {
    NDArray array = state.get(name);
    if (array == null) {
      throw new IllegalArgumentException("the optimizer state lacks " + name);
    }
    if (!array.getShape().equals(shape) || array.getDataType() != type) {
      throw new IllegalArgumentException(
          "the optimizer state holds "
              + name
              + " as "
              + array.getDataType()
              + array.getShape()
              + "; expected "
              + type
              + shape);
    }
    unknown.remove(name);
  }

  @Override
  public void close() {
    owner.close();
  }
}
