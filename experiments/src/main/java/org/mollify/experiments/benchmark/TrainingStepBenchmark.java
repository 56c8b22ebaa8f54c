package org.mollify.experiments.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.Standardization;
import org.mollify.trainer.mollify.GaussianMollifier;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.mollify.Schedule;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Times a training step of a tabular flow phase by phase: the sizes of the paper's Table 4, and the
 * counterpart of {@code benchmarks/peers/flow_step.py}. Prints one JSON object of median
 * milliseconds, and of the calling thread's processor time, which on one thread is the step's work
 * whatever else the machine does. Run it alone on the machine, through {@code
 * benchmarks/training-step.sh}.
 */
public final class TrainingStepBenchmark {

  private static final int BATCH = 100;
  private static final int WARM_UP = 60;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private enum Phase {
    MOLLIFY,
    FORWARD,
    BACKWARD,
    UPDATE,
    RELEASE
  }

  private TrainingStepBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args registry name of the flow, number of columns, number of timed steps; threads are
   *     the engine's property {@code ai.djl.pytorch.num_threads}
   * @throws JsonProcessingException never in practice
   */
  public static void main(String[] args) throws JsonProcessingException {
    String name = args[0];
    int columns = Integer.parseInt(args[1]);
    int steps = Integer.parseInt(args[2]);
    ModelFamily<?> family = ModelRegistry.get(name);
    try (NDManager manager = Engine.getInstance().newBaseManager()) {
      DensityModel model =
          family.build(Standardization.identity(columns).build(), family.options(Map.of()));
      model.initialize(manager, 1);
      Engine.getInstance().setRandomSeed(1);
      NDArray rows = manager.randomNormal(0f, 1f, new Shape(BATCH, columns), DataType.FLOAT32);
      Map<Phase, double[]> times = new EnumMap<>(Phase.class);
      for (Phase phase : Phase.values()) {
        times.put(phase, new double[steps]);
      }
      double[] processor = new double[steps];
      TrainedParameters parameters = TrainedParameters.of(model.getParameters());
      try (Optimizer optimizer = OptimizerSpec.of("adam", 1e-4, 1e-6).build(parameters)) {
        for (int i = -WARM_UP; i < steps; i++) {
          long before = THREADS.getCurrentThreadCpuTime();
          step(manager, model, rows, optimizer, times, i);
          processor[Math.max(i, 0)] = (THREADS.getCurrentThreadCpuTime() - before) * 1e-6;
        }
      }
      System.out.println(
          new ObjectMapper().writeValueAsString(report(name, columns, times, processor)));
    }
  }

  private static void step(
      NDManager parent,
      DensityModel model,
      NDArray rows,
      Optimizer optimizer,
      Map<Phase, double[]> times,
      int index) {
    Mollifier mollifier = new GaussianMollifier(Schedule.sigmoid(0, 3, 0.7));
    long[] marks = new long[Phase.values().length + 1];
    marks[0] = System.nanoTime();
    NDManager manager = parent.newSubManager();
    NDArray batch = view(rows, manager);
    NDArray x = mollifier.mollify(batch, 0.5);
    marks[1] = System.nanoTime();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = model.loss(Pass.training(manager, Pass.InnerGradient.NONE), x, new NDList());
      marks[2] = System.nanoTime();
      collector.backward(loss);
      model.maskGradients();
      loss.getFloat();
    }
    marks[3] = System.nanoTime();
    optimizer.step();
    marks[4] = System.nanoTime();
    manager.close();
    marks[5] = System.nanoTime();
    if (index >= 0) {
      times.forEach(
          (phase, list) ->
              list[index] = (marks[phase.ordinal() + 1] - marks[phase.ordinal()]) * 1e-6);
    }
  }

  private static NDArray view(NDArray rows, NDManager manager) {
    NDArray view = rows.reshape(rows.getShape());
    view.attach(manager);
    return view;
  }

  private static Map<String, Object> report(
      String model, int columns, Map<Phase, double[]> times, double[] processor) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("model", model);
    report.put("columns", columns);
    report.put("batch", BATCH);
    report.put("threads", Integer.getInteger("ai.djl.pytorch.num_threads"));
    double[] total = new double[times.get(Phase.FORWARD).length];
    report.put("steps", total.length);
    times.values().forEach(list -> Arrays.setAll(total, i -> total[i] + list[i]));
    report.put("medianMs", median(total));
    report.put("minMs", rounded(Arrays.stream(total).min().orElseThrow()));
    report.put("processorMs", median(processor));
    times.forEach(
        (phase, list) -> report.put(phase.name().toLowerCase(Locale.ROOT) + "Ms", median(list)));
    return report;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return rounded(sorted[sorted.length / 2]);
  }

  private static double rounded(double milliseconds) {
    return Math.round(1000 * milliseconds) / 1000.0;
  }
}
