package org.mollify.runtime.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.mollify.runtime.bundle.BundleManifest.FileEntry;

/** Size and sha256 of a file, as a bundle records them. */
public final class Fingerprint {
  private static final int CHUNK = 1 << 16;

  private Fingerprint() {}

  /**
   * Reads a file once and returns its size and digest.
   *
   * @param file the file
   * @return its fingerprint
   * @throws IOException when the file cannot be read
   */
  public static FileEntry of(Path file) throws IOException {
    MessageDigest digest = sha256();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        bytes += read;
      }
    }
    return new FileEntry(HexFormat.of().formatHex(digest.digest()), bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM lacks SHA-256, which every Java platform has", e);
    }
  }
}
