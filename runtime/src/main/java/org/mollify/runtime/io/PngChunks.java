package org.mollify.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG, each a length, a type, its bytes and a checksum of type and bytes.
 * Java's reader leaves the checksums aside, so that a picture that was changed on its way would get
 * a score. Source: PNG specification (third edition), section 5.
 */
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /** Of a chunk beside its data: length, type and checksum. */
  private static final int FRAME_BYTES = 12;

  private PngChunks() {}

  /**
   * Checks all chunks up to the last; what follows it is no part of the picture.
   *
   * @param png a whole file, whose signature was looked at
   * @return number of colours of its palette; 0 when it has none
   * @throws IOException when the file ends before its last chunk, or a chunk was changed
   */
  static int check(byte[] png) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(png);
    int colours = 0;
    int at = SIGNATURE_BYTES;
    while (true) {
      int length = png.length - at < FRAME_BYTES ? -1 : file.getInt(at);
      if (length < 0 || length > png.length - at - FRAME_BYTES) {
        throw damaged("it ends before its last chunk");
      }
      String type = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
      CRC32 checksum = new CRC32();
      checksum.update(png, at + 4, 4 + length);
      if ((int) checksum.getValue() != file.getInt(at + 8 + length)) {
        throw damaged(
            "its chunk %s does not have the checksum that it says".formatted(shown(type)));
      }
      if (type.equals("IEND")) {
        return colours;
      }
      if (type.equals("PLTE")) {
        colours = length / 3;
      }
      at += FRAME_BYTES + length;
    }
  }

  private static String shown(String type) {
    return type.matches("[A-Za-z]{4}") ? type : "of an unknown type";
  }

  private static IOException damaged(String how) {
    return new IOException("the PNG is damaged: " + how);
  }
}
