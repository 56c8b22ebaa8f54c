package org.mollify.runtime.io;

import java.io.IOException;
import java.util.List;

/**
 * Reads a PNG as one item of an image model: grey levels 0 to 255 in the order of the axes C, H, W.
 *
 * <p>Grey and coloured files of 1 to 16 bits are taken, with a palette or without; 16 bits are cut
 * to 8. A grey file serves a model of colours, a coloured file whose channels all agree one of
 * grey. The size must be the model's: a resized image has another likelihood.
 */
public final class PngImage {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};

  private PngImage() {}

  /**
   * Reads an image.
   *
   * @param png a whole file
   * @param shape what the model takes, {@code [C, H, W]}
   * @return C H W grey levels
   * @throws IOException when the bytes are no PNG or are damaged, as a chunk is that does not have
   *     its checksum, or a pixel whose colour the palette lacks
   * @throws IllegalArgumentException when the picture is not what the model takes: its size, its
   *     colours or its transparency
   */
  public static double[] read(byte[] png, List<Long> shape) throws IOException {
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (i >= png.length || png[i] != SIGNATURE[i]) {
        throw new IOException("not a PNG: its first bytes are not \\x89PNG");
      }
    }
    return Picture.read("PNG", png, shape, PngChunks.check(png));
  }
}
