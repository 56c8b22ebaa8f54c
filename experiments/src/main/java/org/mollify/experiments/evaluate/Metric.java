package org.mollify.experiments.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mollify.models.NearestName;

/** A metric by its name on the command line. */
public enum Metric {
  /** Mean log-likelihood in nats, raw units and standardised space. */
  LOGLIK,
  /** Bits per dimension. */
  BPD,
  /** Squared maximum mean discrepancy between samples and the part. */
  MMD,
  /** Area under the ROC curve of the anomaly labels. */
  AUROC,
  /** Average precision of the anomaly labels. */
  AP,
  /** Frechet distance between features of samples and of the part, for images. */
  FID,
  /** Kernel distance between the same features. */
  KID;

  /** Whether it is defined for images. */
  boolean isForImages() {
    return this == LOGLIK || this == BPD || this == FID || this == KID;
  }

  /**
   * Returns the name.
   *
   * @return lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a metric.
   *
   * @param label its name
   * @return the metric
   * @throws IllegalArgumentException naming the nearest, if there is none of that name
   */
  public static Metric of(String label) {
    List<String> labels = Arrays.stream(values()).map(Metric::label).toList();
    return Arrays.stream(values())
        .filter(metric -> metric.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown metric %s%s; metrics are %s"
                        .formatted(
                            label, NearestName.hint(label, labels), String.join(", ", labels))));
  }
}
