package org.mollify.experiments.classifier;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.exporter.trace.Tracer;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Trains a classifier on labelled images and writes its features as an ONNX file, with a JSON file
 * that says how well it classifies. Images are mirrored at random and moved by up to four pixels.
 *
 * @param epochs passes over the training images
 * @param seed seed of weights, order and augmentation
 */
public record ClassifierTraining(int epochs, long seed) {

  /** Enough for about two thirds of CIFAR-10's test images after one of its five batches. */
  public static final ClassifierTraining DEFAULT = new ClassifierTraining(15, 1);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int CLASSES = 10;
  private static final int BATCH = 128;
  private static final int SHIFT = 4;
  private static final double LEARNING_RATE = 2e-3;
  private static final double WEIGHT_DECAY = 1e-4;

  /**
   * Trains and writes {@code features.onnx} and {@code features.json}.
   *
   * @param data labelled images; the validation part trains too
   * @param folder where the files go
   * @param progress takes a line an epoch
   * @return the ONNX file
   * @throws IOException if a file cannot be written
   */
  public Path run(ImageDataset data, Path folder, Consumer<String> progress) throws IOException {
    Files.createDirectories(folder);
    Engine engine = Engine.getInstance();
    engine.setRandomSeed((int) seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageShape shape = data.train().shape();
      Shape image = new Shape(shape.channels(), shape.height(), shape.width());
      ImageClassifier classifier = new ImageClassifier(CLASSES);
      classifier.initialize(manager, image, seed);
      TrainedParameters parameters = TrainedParameters.of(classifier.getParameters());
      SplittableRandom random = new SplittableRandom(seed);
      int steps = data.train().size() / BATCH;
      for (int epoch = 0; epoch < epochs; epoch++) {
        // A cosine, in steps of an epoch.
        double rate = LEARNING_RATE * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
        double loss = 0;
        try (Optimizer optimizer = OptimizerSpec.of("adam", rate, WEIGHT_DECAY).build(parameters)) {
          int[] order = order(data.train().size(), random);
          for (int step = 0; step < steps; step++) {
            loss += step(manager, classifier, data.train(), order, step * BATCH, random);
            optimizer.step();
          }
        }
        progress.accept(
            String.format(Locale.ROOT, "classifier: epoch %d, loss %.3f", epoch + 1, loss / steps));
      }
      double accuracy = accuracy(manager, classifier, data.test());
      progress.accept(
          String.format(
              Locale.ROOT, "classifier: %.1f percent of the test images", 100 * accuracy));
      return write(manager, classifier, data, image, accuracy, folder);
    }
  }

  private static int[] order(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static double step(
      NDManager parent,
      ImageClassifier classifier,
      ImageBlock images,
      int[] order,
      int from,
      SplittableRandom random) {
    ImageShape shape = images.shape();
    ByteBuffer bytes = ByteBuffer.allocateDirect(BATCH * shape.values());
    byte[] pixels = new byte[shape.values()];
    float[] targets = new float[BATCH * CLASSES];
    for (int i = 0; i < BATCH; i++) {
      int place = order[from + i];
      images.copy(place, ByteBuffer.wrap(pixels));
      targets[i * CLASSES + images.label(place)] = 1;
      moved(pixels, shape, random, bytes);
    }
    try (NDManager manager = parent.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray raw = batch(manager, bytes.flip(), shape, BATCH);
      NDArray wanted = manager.create(targets, new Shape(BATCH, CLASSES));
      Pass pass = Pass.training(manager, Pass.InnerGradient.NONE);
      NDArray loss =
          classifier.logits(pass, raw).logSoftmax(1).mul(wanted).sum(new int[] {1}).mean().neg();
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** Mirrors an image or not, and moves it; what comes in from outside is the nearest pixel. */
  private static void moved(
      byte[] pixels, ImageShape shape, SplittableRandom random, ByteBuffer into) {
    boolean mirrored = random.nextBoolean();
    int down = random.nextInt(2 * SHIFT + 1) - SHIFT;
    int right = random.nextInt(2 * SHIFT + 1) - SHIFT;
    int height = shape.height();
    int width = shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < height; y++) {
        int row = Math.max(0, Math.min(height - 1, y + down));
        for (int x = 0; x < width; x++) {
          int column = Math.max(0, Math.min(width - 1, x + right));
          into.put(pixels[(c * height + row) * width + (mirrored ? width - 1 - column : column)]);
        }
      }
    }
  }

  private static NDArray batch(NDManager manager, ByteBuffer bytes, ImageShape shape, int count) {
    return manager.create(
        bytes, new Shape(count, shape.channels(), shape.height(), shape.width()), DataType.UINT8);
  }

  private static double accuracy(NDManager parent, ImageClassifier classifier, ImageBlock test) {
    int right = 0;
    for (int from = 0; from < test.size(); from += BATCH) {
      int count = Math.min(BATCH, test.size() - from);
      ByteBuffer bytes = ByteBuffer.allocateDirect(count * test.shape().values());
      for (int i = 0; i < count; i++) {
        test.copy(from + i, bytes);
      }
      try (NDManager manager = parent.newSubManager()) {
        NDArray raw = batch(manager, bytes.flip(), test.shape(), count);
        long[] guessed = classifier.logits(Pass.evaluation(manager), raw).argMax(1).toLongArray();
        for (int i = 0; i < count; i++) {
          right += guessed[i] == test.label(from + i) ? 1 : 0;
        }
      }
    }
    return (double) right / test.size();
  }

  private Path write(
      NDManager manager,
      ImageClassifier classifier,
      ImageDataset data,
      Shape image,
      double accuracy,
      Path folder)
      throws IOException {
    Graph graph =
        Tracer.trace(
            manager,
            List.of(new GraphInput("x", new Shape(-1).addAll(image), DataType.UINT8)),
            context -> {
              Pass pass =
                  new Pass(context.parameters(), DataType.FLOAT32, false, Pass.InnerGradient.NONE);
              LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
              outputs.put("features", classifier.features(pass, context.inputs().head()));
              return outputs;
            });
    String stem = data.name() + "-classifier";
    Path file = folder.resolve(stem + ".onnx");
    Path partial = Files.createTempFile(folder, "partial-", ".onnx");
    try {
      OnnxWriter.write(graph, Map.of("mollify.classifier", data.name()), partial);
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("data", data.provenance());
      report.put("accuracy", accuracy);
      report.put("testImages", data.test().size());
      report.put("epochs", epochs);
      report.put("seed", seed);
      byte[] json = JSON.writeValueAsBytes(report);
      AtomicFile.write(folder.resolve(stem + ".json"), out -> out.write(json));
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    return file;
  }
}
