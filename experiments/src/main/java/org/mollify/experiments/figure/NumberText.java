package org.mollify.experiments.figure;

import java.util.Locale;

/** Numbers as they are set in a figure: a true minus sign, raised exponents. */
final class NumberText {

  private static final String RAISED =
      "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079";

  private NumberText() {}

  /** A tick label: at most four significant digits and no trailing zeros. */
  static String tick(double value) {
    double rounded = Math.round(value * 1e9) / 1e9;
    if (rounded == 0 && value != 0 || Math.abs(rounded) >= 1e6) {
      return scientific(value, 1);
    }
    if (rounded == Math.rint(rounded)) {
      return signed(String.format(Locale.ROOT, "%d", (long) rounded));
    }
    String digits = String.format(Locale.ROOT, "%.4f", rounded);
    return Math.abs(rounded) < 1e-3
        ? scientific(value, 1)
        : signed(digits.replaceAll("0+$", "").replaceAll("\\.$", ""));
  }

  /** A fixed number of decimals; infinities as their sign. */
  static String fixed(double value, int decimals) {
    return Double.isInfinite(value)
        ? (value < 0 ? "\u2212\u221E" : "\u221E")
        : signed(String.format(Locale.ROOT, "%." + decimals + "f", value));
  }

  /** A mantissa with a fixed number of decimals times a power of ten. */
  static String scientific(double value, int decimals) {
    String[] parts = String.format(Locale.ROOT, "%." + decimals + "e", value).split("e");
    return parts.length < 2
        ? signed(parts[0])
        : signed(parts[0]) + "\u2009\u00D7\u2009" + powerOfTen(Integer.parseInt(parts[1]));
  }

  private static String powerOfTen(int exponent) {
    StringBuilder text = new StringBuilder("10");
    if (exponent < 0) {
      text.append('\u207B');
    }
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(RAISED.charAt(digit - '0'));
    }
    return text.toString();
  }

  private static String signed(String number) {
    return number.replace('-', '\u2212');
  }
}
