package org.mollify.experiments.reproduce.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.mollify.experiments.reproduce.Spread;

/**
 * One quantity of the runs on one set as Markdown: a row a model, a column a treatment, mean ±
 * sample standard deviation over seeds.
 *
 * @param models the rows
 * @param columns the columns
 * @param scores the runs
 */
record QuantityTable(List<String> models, List<TableColumn> columns, List<ImageScore> scores) {

  /**
   * Writes the table.
   *
   * @param quantity what to show of a run
   * @param ordered whether a last column compares the means
   */
  String markdown(ToDoubleFunction<ImageScore> quantity, boolean ordered) {
    StringBuilder page = new StringBuilder("| model | n | ");
    page.append(String.join(" | ", columns.stream().map(TableColumn::title).toList()));
    page.append(ordered ? " | order |\n" : " |\n");
    page.append("|---|---|").append("---|".repeat(columns.size() + (ordered ? 1 : 0))).append("\n");
    for (String model : models) {
      List<List<Double>> cells =
          columns.stream().map(column -> values(model, column, quantity)).toList();
      page.append("| ").append(model).append(" | ");
      page.append(String.join(", ", cells.stream().map(c -> String.valueOf(c.size())).toList()));
      for (List<Double> cell : cells) {
        page.append(" | ").append(Spread.of(cell));
      }
      if (ordered) {
        page.append(" | ").append(order(cells).orElse(""));
      }
      page.append(" |\n");
    }
    return page.toString();
  }

  private List<Double> values(
      String model, TableColumn column, ToDoubleFunction<ImageScore> quantity) {
    return scores.stream()
        .filter(score -> score.cell().model().equals(model))
        .filter(score -> column.holds(score.cell()))
        .map(quantity::applyAsDouble)
        .toList();
  }

  /** The columns from the smallest mean to the largest, where all are there. */
  private Optional<String> order(List<List<Double>> cells) {
    List<Integer> places = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      OptionalDouble mean = cells.get(i).stream().mapToDouble(Double::doubleValue).average();
      if (mean.isEmpty()) {
        return Optional.empty();
      }
      means.add(mean.getAsDouble());
      places.add(i);
    }
    places.sort((a, b) -> Double.compare(means.get(a), means.get(b)));
    return Optional.of(
        String.join(" < ", places.stream().map(i -> columns.get(i).title()).toList()));
  }
}
