package org.mollify.runtime.io;

/**
 * Numbers as text: decimal digits, perhaps with a sign, a point and an exponent. The readers of
 * Java take more, of which nothing is meant as a number where it comes: {@code 1d}, {@code 0x1p3},
 * digits of other scripts, control characters at the ends.
 */
public final class NumberText {
  private NumberText() {}

  /**
   * Reads a number.
   *
   * @param text its text, without blanks
   * @return the number of double precision that is nearest to it; an infinite one beyond all
   * @throws NumberFormatException when it is none
   */
  public static double parse(String text) {
    int at = digits(text, isSign(text, 0) ? 1 : 0);
    boolean any = at > 0 && isDigit(text, at - 1);
    if (at < text.length() && text.charAt(at) == '.') {
      int end = digits(text, at + 1);
      any |= end > at + 1;
      at = end;
    }
    if (any && at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int start = isSign(text, at + 1) ? at + 2 : at + 1;
      at = digits(text, start);
      any = at > start;
    }
    if (!any || at < text.length()) {
      throw new NumberFormatException("no number");
    }
    return Double.parseDouble(text);
  }

  /**
   * Reads a whole number.
   *
   * @param text decimal digits, after a minus sign where it is below 0
   * @return the number
   * @throws NumberFormatException when it is none, or has no place in 64 bits
   */
  public static long parseWhole(String text) {
    int start = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
    if (digits(text, start) < text.length()) {
      throw new NumberFormatException("no whole number");
    }
    return Long.parseLong(text);
  }

  /** Where the digits end that begin at a place. */
  private static int digits(String text, int start) {
    int at = start;
    while (isDigit(text, at)) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static boolean isSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
  }
}
