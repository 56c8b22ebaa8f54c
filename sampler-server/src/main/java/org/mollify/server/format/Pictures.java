package org.mollify.server.format;

import java.io.IOException;
import java.util.List;
import org.mollify.runtime.io.JpegImage;
import org.mollify.runtime.io.PngImage;

/** Reads a picture as one item of an image model. */
final class Pictures {
  private Pictures() {}

  /**
   * Reads a picture.
   *
   * @param format PNG or JPEG
   * @param picture a whole file
   * @param shape what the model takes, {@code [C, H, W]}
   * @param where where it came from, as messages say at their end; empty for a body of one
   */
  static double[] read(Format format, byte[] picture, List<Long> shape, String where) {
    try {
      return format == Format.JPEG ? JpegImage.read(picture, shape) : PngImage.read(picture, shape);
    } catch (IOException e) {
      throw RowReader.malformed(e.getMessage() + where);
    } catch (IllegalArgumentException e) {
      throw RowReader.rowProblem(e.getMessage() + where);
    }
  }

  /** JPEG where a file begins like one, otherwise PNG, whose reader says what is wrong with it. */
  static Format recognise(byte[] picture) {
    boolean jpeg = picture.length > 2 && picture[0] == (byte) 0xFF && picture[1] == (byte) 0xD8;
    return jpeg ? Format.JPEG : Format.PNG;
  }
}
