package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.util.Locale;
import org.mollify.experiments.classifier.ClassifierReport;
import org.mollify.experiments.classifier.ClassifierTraining;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;

/**
 * Trains the classifier whose features stand in for Inception's, and writes it with its accuracy;
 * {@code mollify evaluate --features} takes the folder.
 */
public final class ClassifierReproduction implements Reproduction {

  @Override
  public String name() {
    return "classifier";
  }

  @Override
  public String description() {
    return "a small CIFAR-10 classifier, for Frechet distances without the Inception weights";
  }

  @Override
  public void run(ReproductionRequest request) throws IOException {
    request.requireWhole(name());
    ClassifierReport report =
        ClassifierTraining.run(
            ClassifierTraining.Request.of(ImageSet.CIFAR10.load(request), request.out()),
            request.progress());
    request
        .results()
        .accept(
            String.format(
                Locale.ROOT,
                "%s: %.1f percent of %d test images, trained on %d",
                report.graph(),
                100 * report.testAccuracy(),
                report.testImages(),
                report.trainingImages()));
  }
}
