package org.mollify.runtime.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Map;

/** Writes {@code bundle.json}: checked first, then all at once. */
public final class BundleManifestWriter {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private BundleManifestWriter() {}

  /**
   * Writes the manifest into a bundle folder, to a temporary file that then takes the final name,
   * so that a reader sees the old manifest or the new one and never a part.
   *
   * @param folder an existing folder
   * @param manifest what to write
   * @return the written file
   * @throws IllegalArgumentException when a number is NaN or infinite; the message names its path
   * @throws BundleException when the manifest is incomplete
   * @throws IOException when the file cannot be written
   */
  public static Path write(Path folder, BundleManifest manifest) throws IOException {
    Path file = folder.resolve(BundleManifest.FILE_NAME);
    ManifestCheck.check(file, manifest);
    JsonNode tree = MAPPER.valueToTree(manifest);
    requireFinite("", tree);
    // Not Files.createTempFile: its files can be read by their owner alone, and so could a bundle.
    Path temporary = folder.resolve(BundleManifest.FILE_NAME + ".part");
    try {
      Files.write(temporary, MAPPER.writeValueAsBytes(tree));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return file;
  }

  private static void requireFinite(String path, JsonNode node) {
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      throw new IllegalArgumentException(
          BundleManifest.FILE_NAME
              + ": "
              + path
              + " is "
              + node.doubleValue()
              + "; JSON holds finite numbers only");
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        requireFinite(
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
      }
    } else if (node.isArray()) {
      Iterator<JsonNode> elements = node.elements();
      for (int i = 0; elements.hasNext(); i++) {
        requireFinite(path + "[" + i + "]", elements.next());
      }
    }
  }
}
