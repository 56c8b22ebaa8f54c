package org.mollify.experiments.reproduce.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mollify.models.NearestName;

/**
 * What a table or a figure of image models consists of. Definitions that ask for the same run share
 * it, where they share a folder.
 *
 * @param name name on the command line
 * @param description one line for listings
 * @param sets sets of images, a section each
 * @param models registry names of the models, a row each
 * @param columns what is done to them
 * @param strips whether its page shows samples along the training
 */
record TableDefinition(
    String name,
    String description,
    List<ImageSet> sets,
    List<String> models,
    List<TableColumn> columns,
    boolean strips) {

  /**
   * Restricts it to what a user names.
   *
   * @param only names of sets and models; empty for everything
   * @return the same table with fewer sets or models
   * @throws IllegalArgumentException naming a word that is neither
   */
  TableDefinition only(List<String> only) {
    List<String> ids = sets.stream().map(ImageSet::id).toList();
    List<String> known = Stream.concat(ids.stream(), models.stream()).toList();
    List<String> words = only.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    for (String word : words) {
      if (!known.contains(word)) {
        throw new IllegalArgumentException(
            "--only %s names nothing of %s%s; it has %s"
                .formatted(word, name, NearestName.hint(word, known), String.join(", ", known)));
      }
    }
    List<ImageSet> chosenSets = sets.stream().filter(set -> words.contains(set.id())).toList();
    List<String> chosenModels = models.stream().filter(words::contains).toList();
    return new TableDefinition(
        name,
        description,
        chosenSets.isEmpty() ? sets : chosenSets,
        chosenModels.isEmpty() ? models : chosenModels,
        columns,
        strips);
  }

  /** Whether a user names one of its sets. */
  boolean namesSets(List<String> only) {
    return sets.stream().anyMatch(set -> only.stream().anyMatch(set.id()::equalsIgnoreCase));
  }

  /** The same table with some of its sets. */
  TableDefinition on(List<ImageSet> some) {
    return new TableDefinition(name, description, some, models, columns, strips);
  }

  /** Its runs: set by set, and there seed by seed, so that whole rows are soon complete. */
  List<ImageCell> cells(int seeds) {
    List<ImageCell> cells = new ArrayList<>();
    for (ImageSet set : sets) {
      for (int seed = 1; seed <= seeds; seed++) {
        for (String model : models) {
          for (TableColumn column : columns) {
            cells.add(column.cell(set, model, seed));
          }
        }
      }
    }
    return cells;
  }
}
