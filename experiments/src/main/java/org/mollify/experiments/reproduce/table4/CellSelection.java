package org.mollify.experiments.reproduce.table4;

import java.util.ArrayList;
import java.util.List;
import org.mollify.models.NearestName;

/**
 * What {@code --only} restricts the table to: the union of the names of one kind, and everything of
 * a kind that is not named.
 *
 * @param data data sets, in the table's order
 * @param models models, in the table's order
 * @param mollifiers mollifiers, vanilla first
 * @param dataNamed whether data sets were named, so that none of them may be missing
 */
record CellSelection(
    List<String> data, List<String> models, List<String> mollifiers, boolean dataNamed) {

  /**
   * Reads names.
   *
   * @throws IllegalArgumentException naming the nearest, if one is no data set, model or mollifier
   */
  static CellSelection of(List<String> only) {
    List<String> known = new ArrayList<>(CellKey.DATA);
    known.addAll(CellKey.MODELS);
    known.addAll(CellKey.MOLLIFIERS);
    for (String name : only) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "--only %s names nothing of table4%s; expected some of %s"
                .formatted(name, NearestName.hint(name, known), String.join(", ", known)));
      }
    }
    List<String> data = named(CellKey.DATA, only);
    return new CellSelection(
        data.isEmpty() ? CellKey.DATA : data,
        orAll(named(CellKey.MODELS, only), CellKey.MODELS),
        orAll(named(CellKey.MOLLIFIERS, only), CellKey.MOLLIFIERS),
        !data.isEmpty());
  }

  private static List<String> named(List<String> known, List<String> only) {
    return known.stream().filter(only::contains).toList();
  }

  private static List<String> orAll(List<String> named, List<String> all) {
    return named.isEmpty() ? all : named;
  }
}
