package org.mollify.experiments.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.PixelScaling;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.mollify.GaussianMollifier;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.mollify.Schedule;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Times a training step of a model of CIFAR-10 by its preset, such as the VAE of the paper's Table
 * 5 or Glow: mollify, loss, gradients, update. The counterpart of {@code
 * benchmarks/peers/vae_step.py} and {@code glow_step.py}; prints one JSON object. Run it alone on
 * the machine, through {@code benchmarks/image-step.sh}.
 */
public final class ImageStepBenchmark {

  private static final int WARM_UP = 1;

  private ImageStepBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args preset, images a batch, number of timed steps; threads are the engine's property
   *     {@code ai.djl.pytorch.num_threads}
   */
  public static void main(String[] args) {
    TrainingConfig config =
        new ConfigLayers()
            .preset(Preset.of(args[0]))
            .set("data", "cifar10")
            .set("batchSize", Integer.parseInt(args[1]))
            .build();
    int steps = Integer.parseInt(args[2]);
    int batch = config.batchSize();
    Mollifier mollifier = new GaussianMollifier(Schedule.sigmoid(0, 3, 0.7));
    double[] milliseconds = new double[steps];
    try (NDManager manager = Engine.getInstance().newBaseManager()) {
      DensityModel model =
          ModelRegistry.get(config.model())
              .build(
                  new PixelScaling.Spec(3, 32, 32, config.dequantize()).build(), config.options());
      model.initialize(manager, 1);
      Engine.getInstance().setRandomSeed(1);
      NDArray images =
          manager.randomUniform(-1f, 1f, new Shape(batch, 3, 32, 32), DataType.FLOAT32);
      TrainedParameters parameters = TrainedParameters.of(model.getParameters());
      model.readFirstBatch(images);
      try (Optimizer optimizer =
          OptimizerSpec.of(config.optimizer(), config.learningRate(), config.weightDecay())
              .build(parameters)) {
        for (int i = -WARM_UP; i < steps; i++) {
          long start = System.nanoTime();
          step(manager, model, images, mollifier, optimizer);
          milliseconds[Math.max(i, 0)] = (System.nanoTime() - start) * 1e-6;
        }
      }
      Arrays.sort(milliseconds);
      System.out.printf(
          "{\"preset\": \"%s\", \"parameters\": %d, \"batch\": %d, \"threads\": %s, \"steps\": %d,"
              + " \"medianMs\": %.1f, \"minMs\": %.1f}%n",
          args[0],
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
