package org.mollify.experiments.reproduce.table4;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mollify.experiments.reproduce.Spread;

/**
 * The finished cells that differ in nothing but their seeds.
 *
 * @param cells one a seed, none where none is finished
 */
record SeedGroup(List<CellResult> cells) {

  /** The cells of one data set, model and mollifier among others. */
  static SeedGroup of(List<CellResult> all, String data, String model, String mollifier) {
    return new SeedGroup(
        all.stream()
            .filter(cell -> cell.data().equals(data))
            .filter(cell -> cell.model().equals(model) && cell.mollifier().equals(mollifier))
            .toList());
  }

  boolean isEmpty() {
    return cells.isEmpty();
  }

  int size() {
    return cells.size();
  }

  /** Mean and deviation of a result over the seeds. */
  Spread spread(Function<CellResult, Double> result) {
    return Spread.of(cells.stream().map(result).collect(Collectors.toList()));
  }

  /** How much larger a result is than that of the same seed in another group. */
  Spread gainOver(SeedGroup other, Function<CellResult, Double> result) {
    List<Double> gains = new ArrayList<>();
    for (CellResult before : other.cells) {
      for (CellResult after : cells) {
        if (after.seed() == before.seed()) {
          Double from = result.apply(before);
          Double to = result.apply(after);
          gains.add(from == null || to == null ? null : Double.valueOf(to - from));
        }
      }
    }
    return Spread.of(gains);
  }

  /** The best epoch of each seed. */
  String bestEpochs() {
    return cells.stream()
        .map(cell -> String.valueOf(cell.bestEpoch()))
        .collect(Collectors.joining(", "));
  }

  /**
   * The lowest score of a row over the seeds, of which there is one at least.
   *
   * @param score lowest score of a cell; null where it is not finite
   * @param row its position in the test part
   */
  String worst(Function<CellResult, Double> score, Function<CellResult, Integer> row) {
    CellResult worst =
        cells.stream()
            .min(
                Comparator.comparing(
                    score, Comparator.nullsFirst(Comparator.<Double>naturalOrder())))
            .orElseThrow();
    Double value = score.apply(worst);
    return "%s (seed %d, row %d)"
        .formatted(
            value == null ? "not finite" : String.format(Locale.ROOT, "%.1f", value),
            worst.seed(),
            row.apply(worst));
  }
}
