package org.mollify.experiments.reproduce.images;

import java.util.Map;

/**
 * A column of a table of image models.
 *
 * @param title its head
 * @param mollifier mollifier of its runs
 * @param schedule schedule of its runs
 * @param settings what else its runs change of their presets
 */
record TableColumn(String title, String mollifier, String schedule, Map<String, String> settings) {

  TableColumn(String title, String mollifier, String schedule) {
    this(title, mollifier, schedule, Map.of());
  }

  /** A run of this column. */
  ImageCell cell(ImageSet set, String model, int seed) {
    return new ImageCell(set.id(), model, mollifier, schedule, settings, seed);
  }

  /** Whether a run belongs to this column. */
  boolean holds(ImageCell cell) {
    return cell.mollifier().equals(mollifier)
        && cell.schedule().equals(schedule)
        && cell.settings().equals(settings);
  }
}
