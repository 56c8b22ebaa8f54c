package org.mollify.server.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mollify.server.NearestName;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Parameters of a request, read strictly: none unknown, all in range. {@code content_type}, by
 * which some clients say how they encoded a tensor, is left alone.
 *
 * @param values strings, numbers (as {@link BigDecimal}) and truth values by name
 */
public record InferenceParameters(Map<String, Object> values) {
  private static final List<String> IGNORED = List.of("content_type");

  /** Copies the values. */
  public InferenceParameters {
    values = Map.copyOf(values);
  }

  /**
   * Fails when another parameter came.
   *
   * @param who what takes the parameters
   * @param known their names
   */
  public void requireKnown(String who, String... known) {
    List<String> names = new ArrayList<>(List.of(known));
    for (String name : values.keySet()) {
      if (!names.contains(name) && !IGNORED.contains(name)) {
        throw problem(
            who
                + " does not take the parameter \""
                + name
                + "\""
                + NearestName.suggestion(name, names)
                + "; known parameters: "
                + String.join(", ", names));
      }
    }
  }

  /** Whether the parameter came. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A text. */
  public String text(String name, String fallback) {
    Object value = values.getOrDefault(name, fallback);
    if (value instanceof String text) {
      return text;
    }
    throw problem("parameter " + name + " is " + shown(value) + "; expected a text");
  }

  /** True or false. */
  public boolean flag(String name, boolean fallback) {
    Object value = values.getOrDefault(name, fallback);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw problem("parameter " + name + " is " + shown(value) + "; expected true or false");
  }

  /** A whole number in a range. */
  public long integer(String name, long fallback, long least, long most) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    if (value instanceof BigDecimal number && isWhole(number)) {
      BigInteger whole = number.toBigInteger();
      if (whole.bitLength() < Long.SIZE
          && whole.longValue() >= least
          && whole.longValue() <= most) {
        return whole.longValue();
      }
    }
    throw problem(
        "parameter "
            + name
            + " is "
            + shown(value)
            + "; expected a whole number from "
            + least
            + " to "
            + most);
  }

  /** A finite number above 0. */
  public double positive(String name, double fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    double number = value instanceof BigDecimal decimal ? decimal.doubleValue() : Double.NaN;
    if (number > 0 && Double.isFinite(number)) {
      return number;
    }
    throw problem(
        "parameter " + name + " is " + shown(value) + "; expected a finite number above 0");
  }

  /** Numbers far from the range of a long are never expanded to their digits. */
  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0
        || (long) number.precision() - number.scale() <= 20
            && number.stripTrailingZeros().scale() <= 0;
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    String shortened = text.length() <= 40 ? text : text.substring(0, 40) + "...";
    return value instanceof String ? '"' + shortened + '"' : shortened;
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.PARAMETER, detail);
  }
}
