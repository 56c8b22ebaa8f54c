package org.mollify.experiments.classifier;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.exporter.trace.Tracer;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.runtime.bundle.Fingerprint;
import org.mollify.trainer.BuildInfo;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.loop.StreamSeed;
import org.mollify.trainer.loop.StreamSeed.Purpose;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Trains the classifier on the CIFAR-10 batches at hand, tests it on {@code test_batch.bin}, and
 * writes the network up to its features as ONNX, with a JSON report beside it.
 */
public final class ClassifierTraining {

  private static final Shape IMAGES =
      new Shape(-1, LabelledImages.CHANNELS, LabelledImages.EXTENT, LabelledImages.EXTENT);
  private static final int TEST_BATCH = 250;
  private static final String TEST_FILE = "test_batch.bin";

  private final Request request;
  private final Consumer<String> progress;

  /**
   * What to train with.
   *
   * @param data CIFAR-10, or what there is of it, in its official parts
   * @param out folder of the graph and the report, made if missing
   * @param epochs passes over the training images, at least 1
   * @param batchSize images of a step, at least 2
   * @param learningRate Adam's at the start
   * @param seed seed of weights, order and augmentation
   */
  public record Request(
      ImageDataset data, Path out, int epochs, int batchSize, double learningRate, long seed) {

    /** Checks the numbers. */
    public Request {
      if (epochs < 1 || batchSize < 2 || !(learningRate > 0)) {
        throw new IllegalArgumentException(
            "expected at least 1 epoch, batches of 2 and a learning rate above 0, got %d, %d and %s"
                .formatted(epochs, batchSize, learningRate));
      }
    }

    /** The settings of the published comparisons. */
    public static Request of(ImageDataset data, Path out) {
      return new Request(data, out, 15, 100, 3e-3, 1);
    }
  }

  private ClassifierTraining(Request request, Consumer<String> progress) {
    this.request = request;
    this.progress = progress;
  }

  /**
   * Trains, tests and writes. The engine's random generator is seeded anew.
   *
   * @param request what to train with
   * @param progress receives a line an epoch
   * @return the report as written
   * @throws IllegalArgumentException if the images are not of 3 x 32 x 32
   * @throws IOException if a file cannot be written
   */
  public static ClassifierReport run(Request request, Consumer<String> progress)
      throws IOException {
    return new ClassifierTraining(request, progress).run();
  }

  private ClassifierReport run() throws IOException {
    LabelledImages training = LabelledImages.training(request.data());
    LabelledImages test = LabelledImages.test(request.data());
    long started = System.nanoTime();
    Engine.getInstance().setRandomSeed((int) StreamSeed.of(request.seed(), Purpose.WEIGHTS, 0));
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageClassifier classifier = new ImageClassifier();
      classifier.initialize(manager, DataType.FLOAT32, batchShape(1));
      train(manager, classifier, training);
      double accuracy = accuracy(manager, classifier, test);
      double seconds = (System.nanoTime() - started) / 1e9;
      progress.accept("test accuracy %.4f".formatted(accuracy));
      return write(manager, classifier, training, test.count(), accuracy, seconds);
    }
  }

  private void train(NDManager manager, ImageClassifier classifier, LabelledImages images) {
    int steps = Math.max(1, images.count() / request.batchSize());
    TrainedParameters parameters = TrainedParameters.of(classifier.getParameters());
    OptimizerSpec adam = OptimizerSpec.adam(request.learningRate());
    try (Optimizer optimizer = adam.build(parameters)) {
      for (int epoch = 0; epoch < request.epochs(); epoch++) {
        long seed = StreamSeed.of(request.seed(), Purpose.ORDER, epoch);
        AugmentedBatches batches = new AugmentedBatches(images, seed);
        double loss = 0;
        for (int step = 0; step < steps; step++) {
          double done = (epoch + (double) step / steps) / request.epochs();
          optimizer.setLearningRate(request.learningRate() * (1 + Math.cos(Math.PI * done)) / 2);
          int from = step * request.batchSize();
          int to = Math.min(from + request.batchSize(), images.count());
          loss += step(manager, classifier, batches, from, to) / steps;
          optimizer.step();
        }
        progress.accept(
            "epoch %d of %d: training loss %.4f".formatted(epoch + 1, request.epochs(), loss));
      }
    }
  }

  private static float step(
      NDManager manager, ImageClassifier classifier, AugmentedBatches batches, int from, int to) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray x = scope.create(batches.pixels(from, to), batchShape(to - from));
      NDArray classes = scope.create(batches.labels(from, to));
      NDList logits = classifier.forward(new ParameterStore(scope, false), new NDList(x), true);
      NDArray loss = ImageClassifier.loss(logits.singletonOrThrow(), classes);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  private static double accuracy(
      NDManager manager, ImageClassifier classifier, LabelledImages images) {
    long right = 0;
    for (int from = 0; from < images.count(); from += TEST_BATCH) {
      int to = Math.min(from + TEST_BATCH, images.count());
      byte[] pixels = images.pixels(from, to);
      float[] grey = new float[pixels.length];
      for (int i = 0; i < grey.length; i++) {
        grey[i] = pixels[i] & 0xFF;
      }
      try (NDManager scope = manager.newSubManager()) {
        NDArray x = scope.create(grey, batchShape(to - from));
        NDList logits = classifier.forward(new ParameterStore(scope, false), new NDList(x), false);
        long[] chosen = logits.singletonOrThrow().argMax(1).toLongArray();
        for (int i = from; i < to; i++) {
          right += chosen[i - from] == images.labels()[i] ? 1 : 0;
        }
      }
    }
    return (double) right / images.count();
  }

  private ClassifierReport write(
      NDManager manager,
      ImageClassifier classifier,
      LabelledImages training,
      int testImages,
      double accuracy,
      double seconds)
      throws IOException {
    List<GraphInput> inputs = List.of(new GraphInput("x", IMAGES, DataType.FLOAT32));
    Graph graph = Tracer.trace(manager, inputs, classifier.features(), List.of("features"));
    Files.createDirectories(request.out());
    Path file = request.out().resolve(ClassifierFeatures.GRAPH);
    OnnxWriter.write(
        graph,
        Map.of(
            "mollify.features", "CIFAR-10 classifier",
            "mollify.seed", Long.toString(request.seed()),
            "mollify.testAccuracy", Double.toString(accuracy)),
        file);
    BuildInfo build = BuildInfo.load();
    ClassifierReport report =
        new ClassifierReport(
            ClassifierFeatures.GRAPH,
            Fingerprint.of(file).sha256(),
            ImageClassifier.FEATURES,
            accuracy,
            testImages,
            training.count(),
            trainingFiles(),
            request.epochs(),
            request.batchSize(),
            request.learningRate(),
            request.seed(),
            seconds,
            build.version(),
            build.revision());
    byte[] json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(report);
    AtomicFile.write(request.out().resolve(ClassifierFeatures.REPORT), out -> out.write(json));
    return report;
  }

  private List<String> trainingFiles() {
    return request.data().provenance().files().stream()
        .map(SourceFile::name)
        .filter(name -> !name.equals(TEST_FILE))
        .toList();
  }

  private static Shape batchShape(int count) {
    return new Shape(count, LabelledImages.CHANNELS, LabelledImages.EXTENT, LabelledImages.EXTENT);
  }
}
