package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mollify.models.checkpoint.AtomicFile;

/** Writes {@code table4.md}, {@code table4.csv}, {@code table4.json} and the figures. */
final class TableFiles {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path out;
  private final CellStore store;
  private final CurveFigures figures;
  private final String command;

  TableFiles(Path out, CellStore store, String command) {
    this.out = out;
    this.store = store;
    this.figures = new CurveFigures(out, store);
    this.command = command;
  }

  /** Writes everything from the finished cells; nothing if there are none. */
  void write() throws IOException {
    List<CellResult> cells = store.readAll();
    if (cells.isEmpty()) {
      return;
    }
    ArrayNode array = JSON.createArrayNode();
    for (CellResult cell : cells) {
      ObjectNode node = JSON.valueToTree(cell);
      node.remove("settings");
      array.add(node);
    }
    List<String> drawn = figures.write(cells);
    byte[] json = JSON.writeValueAsBytes(array);
    AtomicFile.write(out.resolve("table4.json"), file -> file.write(json));
    text("table4.csv", csv(array));
    text("table4.md", TableMarkdown.of(cells, command, drawn));
  }

  private void text(String name, String text) throws IOException {
    AtomicFile.write(out.resolve(name), file -> file.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String csv(ArrayNode cells) {
    List<String> header = new ArrayList<>();
    cells.get(0).fieldNames().forEachRemaining(header::add);
    StringBuilder csv = new StringBuilder(String.join(",", header)).append('\n');
    cells.forEach(
        cell ->
            csv.append(
                    header.stream()
                        .map(name -> field(cell.get(name).isNull() ? "" : cell.get(name).asText()))
                        .collect(Collectors.joining(",")))
                .append('\n'));
    return csv.toString();
  }

  /** Quotes a field where it must be (RFC 4180). */
  private static String field(String text) {
    return text.matches("(?s).*[,\"\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
