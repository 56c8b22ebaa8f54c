package org.mollify.models.flow;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.random.RandomGenerator;
import org.mollify.models.bijection.LuLinear;
import org.mollify.models.network.KaimingUniformInitializer;
import org.mollify.models.network.OrthogonalInitializer;
import org.mollify.models.transform.DataTransform;

/** What the multi-scale flows over images share. */
final class ImageScales {

  private ImageScales() {}

  /**
   * Returns the shape of images that can be halved as often as asked.
   *
   * @param model registry name, for the message
   * @param transform from raw units into model space
   * @param halvings how often height and width are halved
   * @throws IllegalArgumentException if the data are no images, or of a side that cannot
   */
  static Shape image(String model, DataTransform transform, int halvings) {
    Shape shape = transform.dataShape();
    if (shape.dimension() != 3) {
      throw new IllegalArgumentException(
          "%s is for images; got data of shape %s; tables take %s"
              .formatted(model, shape, model.replace("-image", "")));
    }
    long unit = 1L << halvings;
    if (shape.get(1) % unit != 0 || shape.get(2) % unit != 0) {
      throw new IllegalArgumentException(
          "%s halves images %d times, so their sides must be multiples of %d; got %d by %d pixels"
              .formatted(model, halvings, unit, shape.get(2), shape.get(1)));
    }
    return shape;
  }

  /** As PyTorch initialises convolutions; invertible maps start as random rotations. */
  static void initialWeights(Block block, RandomGenerator generator) {
    KaimingUniformInitializer.set(block, generator);
    rotations(block, new OrthogonalInitializer(generator));
  }

  private static void rotations(Block block, OrthogonalInitializer initializer) {
    if (block instanceof LuLinear) {
      block.setInitializer(initializer, Parameter.Type.WEIGHT);
    } else {
      block.getChildren().values().forEach(child -> rotations(child, initializer));
    }
  }
}
