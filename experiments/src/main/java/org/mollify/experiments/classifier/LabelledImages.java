package org.mollify.experiments.classifier;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

/**
 * CIFAR-10 images with their classes, in memory.
 *
 * @param pixels grey levels as unsigned bytes, {@code [n, 3, 32, 32]}, row-major
 * @param labels class of each image, 0..9
 */
record LabelledImages(byte[] pixels, byte[] labels) {

  /** Number of classes. */
  static final int CLASSES = 10;

  /** Channels of an image. */
  static final int CHANNELS = 3;

  /** Height and width of an image. */
  static final int EXTENT = 32;

  /** Values of an image. */
  static final int VALUES = CHANNELS * EXTENT * EXTENT;

  private static final ImageShape SHAPE = new ImageShape(CHANNELS, EXTENT, EXTENT);

  /** Number of images. */
  int count() {
    return labels.length;
  }

  /** All training images in file order: a classifier holds none back to choose an epoch by. */
  static LabelledImages training(ImageDataset data) {
    return of(data.train(), data.validation());
  }

  /** The test images. */
  static LabelledImages test(ImageDataset data) {
    return of(data.test());
  }

  private static LabelledImages of(ImageBlock... parts) {
    int count = Stream.of(parts).mapToInt(ImageBlock::size).sum();
    ByteBuffer pixels = ByteBuffer.allocate(Math.multiplyExact(count, VALUES));
    ByteBuffer labels = ByteBuffer.allocate(count);
    for (ImageBlock part : parts) {
      if (!part.shape().equals(SHAPE)) {
        throw new IllegalArgumentException(
            "the classifier takes images of %s; got %s".formatted(SHAPE, part.shape()));
      }
      for (int i = 0; i < part.size(); i++) {
        part.copy(i, pixels);
        labels.put((byte) part.label(i));
      }
    }
    return new LabelledImages(pixels.array(), labels.array());
  }

  /** The images of a range. */
  byte[] pixels(int from, int to) {
    return Arrays.copyOfRange(pixels, from * VALUES, to * VALUES);
  }
}
