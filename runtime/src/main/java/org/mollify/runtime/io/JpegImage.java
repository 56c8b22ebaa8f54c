package org.mollify.runtime.io;

import java.io.IOException;
import java.util.List;

/**
 * Reads a JPEG as one item of an image model: grey levels 0 to 255 in the order of the axes C, H,
 * W. Grey and YCbCr files are taken, baseline and progressive; CMYK is not. Size and colours must
 * be the model's, as for {@link PngImage}.
 *
 * <p>JPEG changes grey levels when it stores them, and so the likelihood: the score is that of the
 * picture as it decodes, not of the one that was compressed.
 */
public final class JpegImage {
  private JpegImage() {}

  /**
   * Reads an image.
   *
   * @param jpeg a whole file
   * @param shape what the model takes, {@code [C, H, W]}
   * @return C H W grey levels
   * @throws IOException when the bytes are no JPEG, are damaged, or are of a kind that Java does
   *     not read
   * @throws IllegalArgumentException when the picture is not what the model takes: its size or its
   *     colours
   */
  public static double[] read(byte[] jpeg, List<Long> shape) throws IOException {
    if (jpeg.length < 2 || jpeg[0] != (byte) 0xFF || jpeg[1] != (byte) 0xD8) {
      throw new IOException("not a JPEG: its first bytes are not \\xFF\\xD8");
    }
    return Picture.read("JPEG", jpeg, shape, 0);
  }
}
