package org.mollify.trainer.data.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images brought to another size and number of channels. Images of another aspect are cut to the
 * square in their middle first; scaling is antialiased and linear; a grey channel is repeated, and
 * colours become grey by the weights of ITU-R BT.601.
 */
public final class FittedImages {

  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final ImageBlock images;
  private final ImageShape to;
  private final boolean cut;

  /**
   * Prepares to fit images.
   *
   * @param images of any size
   * @param to the size and channels wanted
   * @throws IllegalArgumentException if channels are neither 1 nor 3 and differ, or the aspect
   *     differs and no square is wanted
   */
  public FittedImages(ImageBlock images, ImageShape to) {
    this.images = images;
    this.to = to;
    ImageShape from = images.shape();
    boolean convertible =
        from.channels() == to.channels()
            || from.channels() == 1 && to.channels() == 3
            || from.channels() == 3 && to.channels() == 1;
    if (!convertible) {
      throw new IllegalArgumentException(
          "images of %d channels do not become images of %d; only grey and colour go both ways"
              .formatted(from.channels(), to.channels()));
    }
    this.cut = (long) from.width() * to.height() != (long) to.width() * from.height();
    if (cut && to.width() != to.height()) {
      throw new IllegalArgumentException(
          "images of %d x %d pixels do not scale to %d x %d; cut them to that aspect first"
              .formatted(from.height(), from.width(), to.height(), to.width()));
    }
  }

  /** Number of images. */
  public int size() {
    return images.size();
  }

  /** What is done to each image, in words. */
  public String description() {
    ImageShape from = images.shape();
    List<String> steps = new ArrayList<>();
    if (cut) {
      steps.add("cut to the square in the middle");
    }
    int height = cut ? Math.min(from.height(), from.width()) : from.height();
    int width = cut ? height : from.width();
    if (height != to.height() || width != to.width()) {
      steps.add(
          "scaled from %d x %d to %d x %d (antialiased linear)"
              .formatted(height, width, to.height(), to.width()));
    }
    if (from.channels() < to.channels()) {
      steps.add("grey repeated in 3 channels");
    } else if (from.channels() > to.channels()) {
      steps.add("colours weighted to grey (BT.601)");
    }
    return steps.isEmpty() ? "as they are" : String.join(", ", steps);
  }

  /**
   * One image, fitted.
   *
   * @param index number of the image
   * @return {@code C H W} whole grey levels
   */
  public double[] levels(int index) {
    ImageShape from = images.shape();
    ByteBuffer bytes = ByteBuffer.allocate(from.values());
    images.copy(index, bytes);
    int pixels = from.height() * from.width();
    int[][] planes = new int[from.channels()][pixels];
    for (int c = 0; c < planes.length; c++) {
      for (int p = 0; p < pixels; p++) {
        planes[c][p] = Byte.toUnsignedInt(bytes.get(c * pixels + p));
      }
    }
    Picture picture = new Picture(from.width(), from.height(), planes);
    if (cut) {
      picture = picture.centre(Math.min(from.width(), from.height()));
    }
    return flat(picture.scaled(to.width(), to.height()).planes());
  }

  private double[] flat(int[][] planes) {
    int pixels = to.height() * to.width();
    double[] levels = new double[to.values()];
    if (planes.length == 3 && to.channels() == 1) {
      Arrays.setAll(
          levels,
          p -> Math.floor(RED * planes[0][p] + GREEN * planes[1][p] + BLUE * planes[2][p] + 0.5));
    } else {
      Arrays.setAll(levels, i -> planes[Math.min(i / pixels, planes.length - 1)][i % pixels]);
    }
    return levels;
  }
}
