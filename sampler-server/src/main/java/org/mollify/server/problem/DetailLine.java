package org.mollify.server.problem;

/** The text of a problem as one line of bounded length, whatever it quotes of a request. */
final class DetailLine {
  /** Room for what was expected and what came, and after a gap for what to do. */
  private static final int HEAD = 3000;

  private static final int TAIL = 1000;
  private static final String GAP = " ... ";

  private DetailLine() {}

  /**
   * Shortens a text in its middle, and writes control characters and separators of lines as
   * escapes.
   */
  static String of(String text) {
    StringBuilder line = new StringBuilder();
    if (text.length() <= HEAD + TAIL) {
      append(line, text, 0, text.length());
    } else {
      append(line, text, 0, boundary(text, HEAD));
      line.append(GAP);
      append(line, text, boundary(text, text.length() - TAIL), text.length());
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        line.append("\\u%04x".formatted((int) c));
      } else {
        line.append(c);
      }
    }
  }

  /** A position that does not part the two halves of a character. */
  private static int boundary(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }
}
