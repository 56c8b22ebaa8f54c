package org.mollify.models.block;

import ai.djl.ndarray.types.Shape;

/**
 * Noise that a model needs and never draws itself.
 *
 * @param name name of the input, also in exported graphs
 * @param itemShape shape for one item, without the batch axis
 * @param distribution how the caller draws it
 */
public record NoiseInput(String name, Shape itemShape, Distribution distribution) {

  /** Distribution of a noise input. */
  public enum Distribution {
    /** Standard normal. */
    NORMAL,
    /** Uniform on [0, 1). */
    UNIFORM
  }

  /**
   * Standard normal noise.
   *
   * @param name name of the input
   * @param itemShape shape for one item
   * @return the declaration
   */
  public static NoiseInput normal(String name, Shape itemShape) {
    return new NoiseInput(name, itemShape, Distribution.NORMAL);
  }

  /**
   * Noise that is uniform on [0, 1).
   *
   * @param name name of the input
   * @param itemShape shape for one item
   * @return the declaration
   */
  public static NoiseInput uniform(String name, Shape itemShape) {
    return new NoiseInput(name, itemShape, Distribution.UNIFORM);
  }
}
