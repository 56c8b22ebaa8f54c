package org.mollify.server.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * Reads a CSV body whose first line names the columns, in any order. It is decoded as it is read,
 * since as text it would stand in memory several times.
 */
final class CsvBody {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private static final int LONGEST_CELL = 1 << 20;

  private final RowReader rows;

  CsvBody(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .allowExtraFields(true)
            .allowMissingFields(true)
            // In a table of one column an empty line is a row whose value is missing.
            .skipEmptyLines(rows.width() > 1)
            .maxBufferSize(LONGEST_CELL)
            .ofCsvRecord(text(body))) {
      Iterator<CsvRecord> records = csv.iterator();
      int[] positions = rows.columns().header(header(records).getFields(), "the header line");
      while (records.hasNext()) {
        rows.add(row(records.next(), positions));
      }
    } catch (CsvParseException e) {
      throw RowReader.malformed("not well-formed CSV: " + reason(e));
    } catch (IOException | UncheckedIOException e) {
      // Of bytes in memory nothing else can fail than that they are text.
      throw RowReader.malformed("the body is not text in UTF-8");
    }
  }

  private static Reader text(byte[] body) {
    boolean marked = body.length >= 3;
    for (int i = 0; i < BYTE_ORDER_MARK.length && marked; i++) {
      marked = body[i] == BYTE_ORDER_MARK[i];
    }
    int start = marked ? BYTE_ORDER_MARK.length : 0;
    return new InputStreamReader(
        new ByteArrayInputStream(body, start, body.length - start),
        // By default what is no UTF-8 is replaced in silence.
        StandardCharsets.UTF_8.newDecoder());
  }

  private static CsvRecord header(Iterator<CsvRecord> records) {
    while (records.hasNext()) {
      CsvRecord record = records.next();
      if (record.getFieldCount() > 1 || !record.getField(0).isEmpty()) {
        return record;
      }
    }
    throw RowReader.malformed("the body is empty; expected a line of column names, then rows");
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
