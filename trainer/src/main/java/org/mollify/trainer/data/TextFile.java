package org.mollify.trainer.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a text file as Unicode, after its byte order mark, and tells the common mistakes apart. */
final class TextFile {
  private TextFile() {}

  /**
   * Checks that a path is a file that can be read.
   *
   * @throws InvalidDataException with one line if it is not
   */
  static void requireFile(Path path) throws InvalidDataException {
    if (Files.isDirectory(path)) {
      throw new InvalidDataException(path + " is a folder; name a file in it");
    }
    if (!Files.exists(path)) {
      throw new InvalidDataException("there is no file " + path);
    }
    if (!Files.isReadable(path)) {
      throw new InvalidDataException(path + " may not be read by this user");
    }
  }

  /**
   * Opens the text of a file. Bytes that are not the charset's fail with a {@link
   * java.nio.charset.CharacterCodingException} when they are reached.
   */
  static Reader open(Path path) throws IOException {
    requireFile(path);
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      in.mark(4);
      byte[] head = in.readNBytes(4);
      in.reset();
      rejectBinary(path, head);
      Charset charset = StandardCharsets.UTF_8;
      if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
        in.skipNBytes(3);
      } else if (startsWith(head, 0xFE, 0xFF) || startsWith(head, 0xFF, 0xFE)) {
        charset = StandardCharsets.UTF_16;
      }
      return new InputStreamReader(
          in,
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static void rejectBinary(Path path, byte[] head) throws InvalidDataException {
    String instead = null;
    if (startsWith(head, 0x93, 'N', 'U', 'M')) {
      instead = "is a NumPy array; write npy:" + path;
    } else if (startsWith(head, 'P', 'K', 3, 4)) {
      instead = "is a zip file; write npz:" + path + " if it holds NumPy arrays, or unpack it";
    } else if (startsWith(head, 0x1F, 0x8B)) {
      instead = "is compressed with gzip; unpack it first";
    } else if (startsWith(head, 'P', 'A', 'R', '1')) {
      instead = "is a Parquet file; save it as CSV or .npy";
    }
    if (instead != null) {
      throw new InvalidDataException("expected CSV text, but " + path + " " + instead);
    }
  }

  private static boolean startsWith(byte[] head, int... expected) {
    if (head.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((head[i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
