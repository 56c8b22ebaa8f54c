package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * An encoded answer.
 *
 * @param format its format
 * @param body its bytes
 */
public record Answer(Format format, byte[] body) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes JSON. */
  @FunctionalInterface
  public interface JsonBody {
    /** Writes the whole document. */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Samples, all of them.
   *
   * @param format their format
   * @param head what is said about all of them
   * @param rows one array of D values each
   */
  public static Answer samples(Format format, SampleWriter.Head head, double[][] rows)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SampleWriter writer = SampleWriter.open(format, head, bytes)) {
      writer.write(rows);
    }
    return new Answer(format, bytes.toByteArray());
  }

  /** Any other document as JSON. */
  public static Answer json(JsonBody document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      document.write(json);
    }
    return new Answer(Format.JSON, bytes.toByteArray());
  }
}
