package org.mollify.experiments.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.Map;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.PixelScaling;
import org.mollify.trainer.mollify.GaussianMollifier;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.mollify.Schedule;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Times a training step of the VAE of the paper's Table 5 (CIFAR-10): mollify, loss, gradients,
 * update. The counterpart of {@code benchmarks/peers/vae_step.py}; prints one JSON object. Run it
 * alone on the machine, through {@code benchmarks/image-step.sh}.
 */
public final class ImageStepBenchmark {

  private static final int WARM_UP = 1;

  private ImageStepBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args images a batch, number of timed steps; threads are the engine's property {@code
   *     ai.djl.pytorch.num_threads}
   */
  public static void main(String[] args) {
    int batch = Integer.parseInt(args[0]);
    int steps = Integer.parseInt(args[1]);
    ModelFamily<?> family = ModelRegistry.get("vae");
    Mollifier mollifier = new GaussianMollifier(Schedule.sigmoid(0, 3, 0.7));
    double[] milliseconds = new double[steps];
    try (NDManager manager = Engine.getInstance().newBaseManager()) {
      DensityModel model =
          family.build(new PixelScaling.Spec(3, 32, 32, false).build(), family.options(Map.of()));
      model.initialize(manager, 1);
      Engine.getInstance().setRandomSeed(1);
      NDArray images =
          manager.randomUniform(-1f, 1f, new Shape(batch, 3, 32, 32), DataType.FLOAT32);
      TrainedParameters parameters = TrainedParameters.of(model.getParameters());
      try (Optimizer optimizer = OptimizerSpec.of("adam", 3e-4, 0).build(parameters)) {
        for (int i = -WARM_UP; i < steps; i++) {
          long start = System.nanoTime();
          step(manager, model, images, mollifier, optimizer);
          milliseconds[Math.max(i, 0)] = (System.nanoTime() - start) * 1e-6;
        }
      }
      Arrays.sort(milliseconds);
      System.out.printf(
          "{\"model\": \"vae\", \"parameters\": %d, \"batch\": %d, \"threads\": %s, \"steps\": %d,"
              + " \"medianMs\": %.1f, \"minMs\": %.1f}%n",
          model.parameterCount(),
          batch,
          System.getProperty("ai.djl.pytorch.num_threads"),
          steps,
          milliseconds[steps / 2],
          milliseconds[0]);
    }
  }

  private static void step(
      NDManager parent,
      DensityModel model,
      NDArray images,
      Mollifier mollifier,
      Optimizer optimizer) {
    try (NDManager manager = parent.newSubManager()) {
      NDArray view = images.reshape(images.getShape());
      view.attach(manager);
      NDArray x = mollifier.mollify(view, 0.5);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDList noise = new NDList();
        for (NoiseInput input : model.trainingNoise()) {
          Shape shape = new Shape(images.size(0)).addAll(input.itemShape());
          noise.add(manager.randomNormal(0f, 1f, shape, DataType.FLOAT32));
        }
        NDArray loss = model.loss(Pass.training(manager, Pass.InnerGradient.NONE), x, noise);
        collector.backward(loss);
        loss.getFloat();
      }
      optimizer.step();
    }
  }
}
