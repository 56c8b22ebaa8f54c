package org.mollify.server.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** Reads a CSV body whose first line names the columns, in any order. */
final class CsvBody {
  private final RowReader rows;

  CsvBody(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    String text = text(body);
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
      int[] positions = rows.columns().header(records.next().getFields(), "the header line");
      while (records.hasNext()) {
        rows.add(row(records.next(), positions));
      }
    } catch (CsvParseException e) {
      throw RowReader.malformed("not well-formed CSV: " + reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw RowReader.malformed("the body is not text in UTF-8");
    }
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
