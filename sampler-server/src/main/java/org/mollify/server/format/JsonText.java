package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** How bodies of JSON are read: in UTF-8 alone, and with texts of bounded length. */
public final class JsonText {
  /** A text stands in memory several times while it is read; none is longer than a label may be. */
  private static final int LONGEST_TEXT = 1 << 20;

  private JsonText() {}

  /** Begins a factory of parsers. */
  public static JsonFactoryBuilder factory() {
    JsonFactoryBuilder builder = new JsonFactoryBuilder();
    return builder.streamReadConstraints(
        StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build());
  }

  /**
   * Begins to read. The parser by itself would find out that a body is in UTF-16 or UTF-32, which
   * RFC 8259, section 8.1, does not allow.
   *
   * @param factory makes the parser
   * @param body begins with JSON
   * @param length bytes of it
   * @throws ProblemException with status 415 when it is in another encoding than UTF-8
   */
  public static JsonParser parser(JsonFactory factory, byte[] body, int length) throws IOException {
    boolean wide = length > 1 && (body[0] & 0xFE) == 0xFE && (body[1] & 0xFE) == 0xFE;
    for (int i = 0; i < Math.min(length, 4); i++) {
      wide |= body[i] == 0;
    }
    if (wide) {
      throw new ProblemException(
          ProblemType.MEDIA_TYPE, "the body is JSON in UTF-16 or UTF-32; send it in UTF-8");
    }
    return factory.createParser(body, 0, length);
  }
}
