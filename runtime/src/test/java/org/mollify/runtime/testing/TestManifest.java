package org.mollify.runtime.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.mollify.runtime.bundle.BundleManifest;

/** The manifest of a bundle that is written already, as JSON, so that it can be changed freely. */
public final class TestManifest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TestManifest() {}

  /**
   * Changes the manifest in its place. Nothing checks what comes out of it.
   *
   * @return the bundle
   */
  public static Path change(Path bundle, Consumer<ObjectNode> change) throws IOException {
    Path file = bundle.resolve(BundleManifest.FILE_NAME);
    ObjectNode manifest = (ObjectNode) MAPPER.readTree(file.toFile());
    change.accept(manifest);
    MAPPER.writeValue(file.toFile(), manifest);
    return bundle;
  }
}
