package org.mollify.server.request;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.mollify.runtime.io.NumberText;
import org.mollify.server.NearestName;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** The query parameters of a request, read strictly: none unknown, none twice, all in range. */
public final class QueryParameters {
  private final Map<String, List<String>> values;

  /**
   * The parameters of a request.
   *
   * @param ctx the request
   * @param known names that the path takes
   * @throws ProblemException with status 400 when another comes, one comes twice, or the query is
   *     not readable
   */
  public QueryParameters(Context ctx, String... known) {
    this.values = QueryString.parse(ctx.queryString());
    List<String> names = List.of(known);
    values.forEach(
        (name, given) -> {
          if (!names.contains(name)) {
            throw problem(
                "unknown parameter \""
                    + name
                    + "\""
                    + NearestName.suggestion(name, names)
                    + (names.isEmpty()
                        ? "; this path takes none"
                        : "; known parameters: " + String.join(", ", names)));
          }
          if (given.size() > 1) {
            throw problem("parameter " + name + " comes " + given.size() + " times; give it once");
          }
        });
  }

  private QueryParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * The parameters of a request, whose names others check.
   *
   * @throws ProblemException with status 400 when the query is not readable
   */
  static QueryParameters ofAnyNames(Context ctx) {
    return new QueryParameters(QueryString.parse(ctx.queryString()));
  }

  /** Whether the parameter came. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A whole number in a range. */
  public int integer(String name, int fallback, int least, int most) {
    if (!has(name)) {
      return fallback;
    }
    String expected = "; expected a whole number from " + least + " to " + most;
    long value;
    try {
      value = NumberText.parseWhole(text(name));
    } catch (NumberFormatException e) {
      throw problem(name + " is \"" + text(name) + "\"" + expected);
    }
    if (value < least || value > most) {
      throw problem(name + " is " + value + expected);
    }
    return (int) value;
  }

  /** Any whole number of 64 bits. */
  public long seed(String name) {
    try {
      return NumberText.parseWhole(text(name));
    } catch (NumberFormatException e) {
      throw problem(
          name
              + " is \""
              + text(name)
              + "\"; expected a whole number from "
              + Long.MIN_VALUE
              + " to "
              + Long.MAX_VALUE);
    }
  }

  /** True or false; false when absent. */
  public boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    return switch (text(name)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem(name + " is \"" + text(name) + "\"; expected true or false");
    };
  }

  /** A finite number. */
  public double number(String name) {
    try {
      double value = NumberText.parse(text(name));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below, as NaN and Infinity are.
    }
    throw problem(name + " is \"" + text(name) + "\"; expected a number");
  }

  /** A finite number above 0. */
  public double positive(String name, double fallback) {
    if (!has(name)) {
      return fallback;
    }
    double value;
    try {
      value = NumberText.parse(text(name));
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value > 0 && Double.isFinite(value))) {
      throw problem(name + " is \"" + text(name) + "\"; expected a finite number above 0");
    }
    return value;
  }

  /** What was given, without blanks around it. */
  public String text(String name) {
    return values.get(name).get(0).strip();
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.PARAMETER, detail);
  }
}
