package org.mollify.server.request;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * The query of a URL as names and values: UTF-8 in percent escapes, a plus sign for a blank, and no
 * guesses. What the request says of its body has no part in it. Source: WHATWG URL, section 5.1,
 * which lets pass what is refused here.
 */
final class QueryString {
  private static final int SHOWN = 40;

  private QueryString() {}

  /**
   * Reads a query.
   *
   * @param query what follows the question mark; null when there is none
   * @return the values of each name, in the order they came; a name without a value has the empty
   *     one
   * @throws ProblemException with status 400 when an escape is none, or the bytes are not UTF-8
   */
  static Map<String, List<String>> parse(String query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (query == null) {
      return values;
    }
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values
            .computeIfAbsent(decode(name, pair), any -> new ArrayList<>())
            .add(decode(value, pair));
      }
    }
    return values;
  }

  private static String decode(String text, String pair) {
    byte[] escaped = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] == '%') {
        int high = digit(escaped, i + 1);
        int low = digit(escaped, i + 2);
        if (high < 0 || low < 0) {
          throw problem(pair, "has an incomplete escape; write % as %25");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(escaped[i] == '+' ? ' ' : escaped[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw problem(pair, "is not UTF-8; escape each of its bytes as %XX");
    }
  }

  /** Value of a hexadecimal digit, or -1. */
  private static int digit(byte[] text, int at) {
    return at < text.length && text[at] > 0 ? Character.digit(text[at], 16) : -1;
  }

  private static ProblemException problem(String pair, String what) {
    String shown = pair.length() <= SHOWN ? pair : pair.substring(0, SHOWN) + "...";
    return new ProblemException(ProblemType.PARAMETER, "the query " + shown + " " + what);
  }
}
