package org.mollify.runtime.bundle;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code bundle.json} and checks it for completeness. */
public final class BundleManifestReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private BundleManifestReader() {}

  /**
   * Reads the manifest of a bundle folder.
   *
   * @param folder folder that holds {@code bundle.json}
   * @return the manifest, complete and consistent in itself
   * @throws BundleException when it is missing, malformed, of a newer format or incomplete
   * @throws IOException when it cannot be read
   */
  public static BundleManifest read(Path folder) throws IOException {
    Path file = folder.resolve(BundleManifest.FILE_NAME);
    if (!Files.isDirectory(folder)) {
      throw new BundleException(
          "no bundle at " + folder + ": expected a folder that holds " + BundleManifest.FILE_NAME);
    }
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          "no bundle at "
              + folder
              + ": the folder holds no "
              + BundleManifest.FILE_NAME
              + "; a training run becomes a bundle with: mollify export RUN --out BUNDLE");
    }
    try {
      JsonNode tree = MAPPER.readTree(Files.readAllBytes(file));
      requireKnownFormat(file, tree);
      BundleManifest manifest = MAPPER.treeToValue(tree, BundleManifest.class);
      ManifestCheck.check(file, manifest);
      return manifest;
    } catch (JsonMappingException e) {
      throw new BundleException(
          file + ": " + fieldPath(e) + " is not what the format says: " + reason(e), e);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new BundleException(
          file
              + " is not well-formed JSON: line "
              + at.getLineNr()
              + ", column "
              + at.getColumnNr()
              + ": "
              + reason(e),
          e);
    }
  }

  private static void requireKnownFormat(Path file, JsonNode tree) throws BundleException {
    JsonNode version = tree.path("formatVersion");
    if (!version.isInt()) {
      throw new BundleException(file + " has no formatVersion; it is not the manifest of a bundle");
    }
    if (version.intValue() > BundleManifest.FORMAT_VERSION) {
      throw new BundleException(
          file
              + " has format version "
              + version.intValue()
              + ", this release reads up to "
              + BundleManifest.FORMAT_VERSION
              + "; upgrade Mollify");
    }
    if (version.intValue() < 1) {
      throw new BundleException(
          file + " has format version " + version.intValue() + "; versions start at 1");
    }
  }

  /** What Jackson says, without its hints about its own settings. */
  private static String reason(JsonProcessingException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    int hint = line.indexOf(" (set ");
    return hint < 0 ? line : line.substring(0, hint);
  }

  private static String fieldPath(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.isEmpty() ? "the top level" : path.toString();
  }
}
