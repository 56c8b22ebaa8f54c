package org.mollify.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies of the binary tensor data extension: a JSON object, and the tensors behind it. */
final class BinaryTensors {
  /** The header that says where the JSON object ends. */
  static final String LENGTH = "Inference-Header-Content-Length";

  private BinaryTensors() {}

  static byte[] body(String json, byte[] binary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(binary);
    return body.toByteArray();
  }
}
