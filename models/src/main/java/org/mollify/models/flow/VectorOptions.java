package org.mollify.models.flow;

import org.mollify.models.transform.DataTransform;

/** What the options of every flow over vectors must hold. */
final class VectorOptions {

  private VectorOptions() {}

  /** Checks a size. */
  static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "model option %s expects a whole number of at least 1; got %d".formatted(name, value));
    }
  }

  /**
   * Returns the number of columns of vectors that have at least two.
   *
   * @param model registry name, for the message
   * @param why what a single column lacks
   */
  static int columns(String model, DataTransform transform, String why) {
    if (transform.dataShape().dimension() != 1 || transform.dataShape().get(0) < 2) {
      throw new IllegalArgumentException(
          "%s expects vectors of at least 2 columns, since %s; got data of shape %s"
              .formatted(model, why, transform.dataShape()));
    }
    return Math.toIntExact(transform.dataShape().get(0));
  }
}
