package org.mollify.server.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Reads a CSV body whose first line names the columns, in any order. */
final class CsvBody {
  private final RowReader rows;

  CsvBody(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(withoutMark)) {
      Iterator<CsvRecord> records = csv.iterator();
      if (!records.hasNext()) {
        throw RowReader.malformed("the body is empty; expected a line of column names, then rows");
      }
      int[] positions = header(records.next().getFields());
      while (records.hasNext()) {
        rows.add(row(records.next(), positions));
      }
    } catch (CsvParseException e) {
      throw RowReader.malformed("not well-formed CSV: " + reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int[] header(List<String> names) {
    int[] positions = new int[names.size()];
    boolean[] present = new boolean[rows.width()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = rows.position(names.get(i).strip(), "the header line");
      if (present[positions[i]]) {
        throw RowReader.rowProblem("the header line names \"" + names.get(i) + "\" twice");
      }
      present[positions[i]] = true;
    }
    rows.requireAll(present, "the header line");
    return positions;
  }

  private double[] row(CsvRecord line, int[] positions) {
    double[] row = new double[positions.length];
    rows.requireWidth(row, line.getFieldCount());
    for (int i = 0; i < positions.length; i++) {
      String cell = line.getField(i).strip();
      String where = " (line " + line.getStartingLineNumber() + ")";
      int column = positions[i];
      row[column] = cell.isEmpty() ? rows.missing(column, where) : rows.value(column, cell, where);
    }
    return row;
  }

  private static String reason(CsvParseException e) {
    String reason = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
    return (e.getMessage() + reason).replace("Exception when reading", "cannot read");
  }
}
