package org.mollify.models.block;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * Fixed values of a block, held as frozen parameters so that they move, save, cast and trace with
 * the block.
 */
public final class Constants {

  private Constants() {}

  /**
   * A vector of doubles that stays in double precision whatever the block's.
   *
   * @param name parameter name
   * @param values the values
   * @return a frozen parameter of shape {@code [values.length]}
   */
  public static Parameter doubles(String name, double[] values) {
    return frozen(name, new Shape(values.length))
        .optInitializer((manager, shape, type) -> manager.create(values))
        .build();
  }

  /**
   * A vector in the precision of the block.
   *
   * @param name parameter name
   * @param values the values
   * @return a frozen parameter of shape {@code [values.length]}
   */
  public static Parameter floats(String name, float[] values) {
    return frozen(name, new Shape(values.length))
        .optInitializer((manager, shape, type) -> manager.create(values).toType(type, false))
        .build();
  }

  /**
   * Positions along an axis.
   *
   * @param name parameter name
   * @param values the positions
   * @return a frozen int64 parameter of shape {@code [values.length]}
   */
  public static Parameter positions(String name, long[] values) {
    return frozen(name, new Shape(values.length))
        .optInitializer((manager, shape, type) -> manager.create(values))
        .build();
  }

  /**
   * A vector of running statistics: never trained by gradients, filled by the block itself.
   *
   * @param name parameter name
   * @param size number of elements
   * @param initial value of every element at the start
   * @return a frozen parameter of shape {@code [size]}
   */
  public static Parameter statistics(String name, long size, float initial) {
    return frozen(name, new Shape(size))
        .optInitializer((manager, shape, type) -> manager.full(shape, initial, DataType.FLOAT32))
        .build();
  }

  private static Parameter.Builder frozen(String name, Shape shape) {
    return Parameter.builder()
        .setName(name)
        .setType(Parameter.Type.OTHER)
        .optShape(shape)
        .optRequiresGrad(false);
  }
}
