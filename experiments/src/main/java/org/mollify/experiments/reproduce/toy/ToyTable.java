package org.mollify.experiments.reproduce.toy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.mollify.models.checkpoint.AtomicFile;

/** Text files of a figure: the numbers behind it, and its page. */
final class ToyTable {

  private ToyTable() {}

  /** Writes a CSV file, header first. */
  static void write(Path file, String header, List<String> rows) throws IOException {
    text(file, header + "\n" + String.join("\n", rows) + "\n");
  }

  static void text(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(bytes));
  }
}
