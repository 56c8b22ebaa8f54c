package org.mollify.experiments.classifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.runtime.bundle.Fingerprint;
import org.mollify.trainer.data.InvalidDataException;

/** The features of a trained classifier: the folder that {@link ClassifierTraining} wrote. */
public final class ClassifierFeatures {

  /** Name of the ONNX file. */
  public static final String GRAPH = "cifar10-classifier.onnx";

  /** Name of the report. */
  public static final String REPORT = "cifar10-classifier.json";

  private ClassifierFeatures() {}

  /**
   * Reads the report.
   *
   * @param folder the folder
   * @throws InvalidDataException with one line if it is missing or damaged
   */
  public static ClassifierReport report(Path folder) throws IOException {
    Path path = folder.resolve(REPORT);
    if (!Files.isRegularFile(path)) {
      throw new InvalidDataException(
          "there is no trained classifier in %s: %s is missing; train one first"
              .formatted(folder, REPORT));
    }
    try {
      return new ObjectMapper().readValue(path.toFile(), ClassifierReport.class);
    } catch (JsonProcessingException e) {
      throw new InvalidDataException(
          "%s is damaged: %s".formatted(path, e.getOriginalMessage()), e);
    }
  }

  /**
   * Opens the network up to its features, named with its accuracy.
   *
   * @param folder the folder
   * @param threads threads that share one operator, 0 for ONNX Runtime's choice
   * @throws InvalidDataException with one line if a file is missing, damaged or another's
   * @throws IOException if a file cannot be read
   */
  public static OnnxFeatures open(Path folder, int threads) throws IOException {
    ClassifierReport report = report(folder);
    Path graph = folder.resolve(GRAPH);
    if (!Files.isRegularFile(graph) || !Fingerprint.of(graph).sha256().equals(report.sha256())) {
      throw new InvalidDataException(
          "%s is not the graph that %s describes; train the classifier again"
              .formatted(graph, REPORT));
    }
    String label =
        String.format(
            Locale.ROOT,
            "CIFAR-10 classifier, %d images, test accuracy %.1f %%",
            report.trainingImages(),
            100 * report.testAccuracy());
    return OnnxFeatures.open(graph, label, threads);
  }
}
