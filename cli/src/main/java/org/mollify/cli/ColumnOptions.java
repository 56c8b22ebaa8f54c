package org.mollify.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which columns of a file are modelled, and as what. */
final class ColumnOptions {

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "Columns to keep, in this order.")
  private List<String> columns;

  @Option(names = "--drop", split = ",", paramLabel = "NAME", description = "Columns to leave out.")
  private List<String> drop;

  @Option(
      names = "--real",
      split = ",",
      paramLabel = "NAME",
      description = "Columns of real numbers, though every value is whole.")
  private List<String> real;

  @Option(
      names = "--integer",
      split = ",",
      paramLabel = "NAME",
      description = "Columns of whole numbers, though written as 1.0.")
  private List<String> integer;

  @Option(
      names = "--categorical",
      split = ",",
      paramLabel = "NAME",
      description = "Columns of labels, though they look like numbers (csv).")
  private List<String> categorical;

  @Option(
      names = "--impute",
      paramLabel = "RULE",
      description = "Fill missing values: mean, median or mode (default: refuse them).")
  private String impute;

  /** Adds what was given to settings of a training. */
  void addTo(Map<String, Object> settings) {
    settings.put("columns", columns);
    settings.put("drop", drop);
    settings.put("real", real);
    settings.put("integer", integer);
    settings.put("categorical", categorical);
    settings.put("impute", impute);
  }
}
