package org.mollify.runtime.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.mollify.runtime.bundle.BundleManifest.FileEntry;

/**
 * A bundle on disk whose manifest was read and checked, and whose files are those that the manifest
 * describes.
 *
 * @param folder the folder
 * @param manifest the contents of its {@code bundle.json}
 */
public record Bundle(Path folder, BundleManifest manifest) {

  /**
   * Opens a bundle and verifies the size and sha256 of each of its files.
   *
   * @param folder folder that holds {@code bundle.json}
   * @return the bundle
   * @throws BundleException when the manifest is missing, malformed, of a newer format or
   *     incomplete, or a file is missing, truncated or altered
   * @throws IOException when a file cannot be read
   */
  public static Bundle open(Path folder) throws IOException {
    BundleManifest manifest = BundleManifestReader.read(folder);
    for (Map.Entry<String, FileEntry> entry : manifest.files().entrySet()) {
      verify(folder, entry.getKey(), entry.getValue());
    }
    return new Bundle(folder, manifest);
  }

  /** Path of the graph that serves a role; the role must be one of the manifest's. */
  public Path graphFile(String role) {
    return folder.resolve(manifest.graphs().get(role).file());
  }

  private static void verify(Path folder, String name, FileEntry expected) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          "bundle "
              + folder
              + ": file "
              + name
              + " is missing (bundle.json lists it with sha256 "
              + expected.sha256()
              + "); copy the whole folder again or export the bundle again");
    }
    FileEntry found = Fingerprint.of(file);
    if (!found.equals(expected)) {
      throw new BundleException(
          "bundle "
              + folder
              + ": file "
              + name
              + (found.bytes() < expected.bytes() ? " is truncated" : " was altered")
              + ": expected "
              + expected.bytes()
              + " bytes with sha256 "
              + expected.sha256()
              + ", found "
              + found.bytes()
              + " bytes with sha256 "
              + found.sha256()
              + "; copy it again or export the bundle again");
    }
  }
}
