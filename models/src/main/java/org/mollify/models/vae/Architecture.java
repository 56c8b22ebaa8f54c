package org.mollify.models.vae;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.network.TransposedConvolution.Geometry;

/** Named pairs of an encoder and a decoder network. */
public enum Architecture {
  /** The paper's Table 5 for CIFAR-10, images of 32 by 32: 40.5 million parameters. */
  @JsonProperty("cifar10")
  CIFAR10,
  /** The paper's Table 5 for CelebA, images of 64 by 64. */
  @JsonProperty("celeba")
  CELEBA,
  /** Those of pythae for MNIST, images of 28 by 28, with a quarter of its filters. */
  @JsonProperty("mnist")
  MNIST,
  /** Up to three convolutions and as many transposed ones, for a CPU and any even size. */
  @JsonProperty("small")
  SMALL,
  /** Two layers of rectified linear units each way, for tables. */
  @JsonProperty("mlp")
  MLP;

  private static final int MOST_HALVINGS = 3;

  /** Smallest side that is halved again. */
  private static final int SMALLEST = 4;

  /**
   * The layers of a convolutional pair.
   *
   * @param encoder filters of the encoder's convolutions, of kernel 4, stride 2 and padding 1
   * @param start channels, height and width at which the decoder starts
   * @param decoder the decoder's transposed convolutions; the last one gives the image
   */
  record Layers(List<Integer> encoder, Shape start, List<Geometry> decoder) {

    /** Size of the decoder's output. */
    Shape output() {
      long height = start.get(1);
      long width = start.get(2);
      for (Geometry layer : decoder) {
        height = layer.outputSize(height);
        width = layer.outputSize(width);
      }
      return new Shape(decoder.get(decoder.size() - 1).filters(), height, width);
    }
  }

  /**
   * The layers for images of a size.
   *
   * @param image shape {@code [C, H, W]}
   * @param width filters of the first convolution of {@link #SMALL}
   * @throws IllegalArgumentException if this is no pair for such images
   */
  Layers layers(Shape image, int width) {
    if (image.dimension() != 3) {
      throw new IllegalArgumentException(
          "architecture %s is for images; got data of shape %s; tables take architecture=mlp"
              .formatted(label(), image));
    }
    int channels = Math.toIntExact(image.get(0));
    Layers layers =
        switch (this) {
          // Table 5 prints (n, s, p) and means filters, kernel and stride.
          case CIFAR10 ->
              new Layers(
                  List.of(128, 256, 512, 1024),
                  new Shape(1024, 8, 8),
                  List.of(
                      new Geometry(512, 4, 2, 1, 0),
                      new Geometry(256, 4, 2, 1, 1),
                      new Geometry(channels, 4, 1, 2, 0)));
          case CELEBA ->
              new Layers(
                  List.of(128, 256, 512, 1024),
                  new Shape(1024, 8, 8),
                  List.of(
                      new Geometry(512, 5, 2, 2, 0),
                      new Geometry(256, 5, 2, 1, 0),
                      new Geometry(128, 5, 2, 2, 1),
                      new Geometry(channels, 5, 1, 1, 0)));
          case MNIST ->
              new Layers(
                  List.of(32, 64, 128, 256),
                  new Shape(256, 4, 4),
                  List.of(
                      new Geometry(128, 3, 2, 1, 0),
                      new Geometry(64, 3, 2, 1, 1),
                      new Geometry(channels, 3, 2, 1, 1)));
          case SMALL -> small(image, width);
          case MLP -> throw new IllegalStateException("a perceptron has no convolutions");
        };
    if (!layers.output().equals(image)) {
      throw new IllegalArgumentException(
          "architecture %s makes images of %s; the data have %s; architecture=small takes any even size"
              .formatted(label(), layers.output(), image));
    }
    return layers;
  }

  private static Layers small(Shape image, int width) {
    long height = image.get(1);
    long across = image.get(2);
    List<Integer> encoder = new ArrayList<>();
    int filters = width;
    while (encoder.size() < MOST_HALVINGS
        && height % 2 == 0
        && across % 2 == 0
        && Math.min(height, across) > SMALLEST) {
      encoder.add(filters);
      filters *= 2;
      height /= 2;
      across /= 2;
    }
    if (encoder.isEmpty()) {
      throw new IllegalArgumentException(
          "architecture small takes images of even sides above %d; got %s"
              .formatted(SMALLEST, image));
    }
    List<Geometry> decoder = new ArrayList<>();
    for (int i = encoder.size() - 2; i >= 0; i--) {
      decoder.add(new Geometry(encoder.get(i), 4, 2, 1, 0));
    }
    decoder.add(new Geometry(Math.toIntExact(image.get(0)), 4, 2, 1, 0));
    long start = encoder.get(encoder.size() - 1);
    return new Layers(List.copyOf(encoder), new Shape(start, height, across), decoder);
  }

  private String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
