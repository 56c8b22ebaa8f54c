package org.mollify.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything that the data argument of the command line may be, for {@code mollify list data}. */
public final class DataCatalogue {
  private DataCatalogue() {}

  /**
   * One line of the list.
   *
   * @param name what to write
   * @param description what it is
   */
  public record Entry(String name, String description) {}

  /** Returns the built-in sets and the file forms, in the order to show them. */
  public static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Arrays.stream(BuiltInSet.values())
        .map(set -> new Entry(set.id(), set.description()))
        .forEach(entries::add);
    entries.add(new Entry("csv:PATH", "delimited text with a header line"));
    entries.add(new Entry("npy:PATH", "a NumPy array, rows x columns"));
    entries.add(new Entry("npz:PATH", "a NumPy archive: array X (or the only one), labels y"));
    entries.add(new Entry("images:FOLDER", "a folder of PNG and JPEG files"));
    return List.copyOf(entries);
  }
}
