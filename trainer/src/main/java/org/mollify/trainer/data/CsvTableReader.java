package org.mollify.trainer.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

/**
 * Reads a table from delimited text (RFC 4180 with {@code , ; tab |}): a header line, then one line
 * a row. UTF-8 with or without byte order mark, or UTF-16 with one; any line end; empty lines are
 * skipped. The file is read once, front to back, into a primitive array.
 *
 * <p>Only the columns that the selection keeps are parsed, so a column of text may be left out.
 */
public final class CsvTableReader {
  private final Path path;
  private final ColumnSelection selection;
  private final ColumnRules rules;

  private List<String> header;
  private int[] kept;
  private int target;
  private boolean[] whole;
  private boolean[] numeric;
  private CategoryColumn[] categories;
  private final GrowingDoubles values = new GrowingDoubles();
  private GrowingDoubles labels;

  private CsvTableReader(Path path, ColumnSelection selection, ColumnRules rules) {
    this.path = path;
    this.selection = selection;
    this.rules = rules;
  }

  /**
   * Reads the selected columns of a file, which all hold numbers.
   *
   * @throws InvalidDataException with one line that names file, line and column of what is wrong
   * @throws IllegalArgumentException if the selection does not fit the file's columns
   */
  public static Table read(Path path, ColumnSelection selection) throws IOException {
    return new CsvTableReader(path, selection, null).read();
  }

  /**
   * Reads the selected columns of a file: numbers, labels and missing values.
   *
   * <p>A column whose first value is text holds labels, and so do those that the rules name. Labels
   * become codes, the most frequent 0. A missing value becomes NaN.
   *
   * @param rules what columns hold
   * @throws InvalidDataException with one line that names file, line and column of what is wrong
   * @throws IllegalArgumentException if the selection does not fit the file's columns
   */
  public static Table read(Path path, ColumnSelection selection, ColumnRules rules)
      throws IOException {
    return new CsvTableReader(path, selection, rules).read();
  }

  /**
   * Reads the names of the columns.
   *
   * @return the cells of the first line
   * @throws InvalidDataException if the file is empty or is not CSV
   */
  public static List<String> header(Path path) throws IOException {
    try (Reader text = TextFile.open(path);
        CsvReader<CsvRecord> reader =
            CsvReader.builder().fieldSeparator(Delimiter.sniff(path)).ofCsvRecord(text)) {
      Iterator<CsvRecord> records = reader.iterator();
      if (!records.hasNext()) {
        throw empty(path);
      }
      return records.next().getFields().stream().map(String::strip).toList();
    } catch (CsvParseException | UncheckedIOException e) {
      throw new InvalidDataException(path + " is not well-formed CSV in UTF-8", e);
    }
  }

  private Table read() throws IOException {
    try (Reader text = TextFile.open(path);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .fieldSeparator(Delimiter.sniff(path))
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
      Iterator<CsvRecord> records = reader.iterator();
      if (!records.hasNext()) {
        throw empty(path);
      }
      readHeader(records.next());
      if (!records.hasNext()) {
        throw new InvalidDataException(path + " has a header line and no rows");
      }
      while (records.hasNext()) {
        readRow(records.next());
      }
      return table();
    } catch (CharacterCodingException e) {
      throw notUnicode(e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw notUnicode(e);
      }
      throw e.getCause();
    } catch (CsvParseException e) {
      Throwable deepest = e;
      while (deepest.getCause() != null) {
        deepest = deepest.getCause();
      }
      throw new InvalidDataException(
          path + " is not well-formed CSV (a quote left open?): " + deepest.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new InvalidDataException(path + " is too large to be held: " + e.getMessage(), e);
    }
  }

  private static InvalidDataException empty(Path path) {
    return new InvalidDataException(path + " is empty; expected a header line and rows");
  }

  private InvalidDataException notUnicode(Exception cause) {
    return new InvalidDataException(
        path + " is not UTF-8 text; convert it (iconv -f latin1 -t utf-8), or check that it is CSV",
        cause);
  }

  private void readHeader(CsvRecord first) throws InvalidDataException {
    header = first.getFields().stream().map(String::strip).toList();
    String line = path + ", line " + first.getStartingLineNumber() + ": ";
    if (header.stream().allMatch(Cell::isNumber)) {
      throw new InvalidDataException(
          line
              + "expected a header with column names, found only numbers ("
              + String.join(", ", header.subList(0, Math.min(3, header.size())))
              + (header.size() > 3 ? ", ..." : "")
              + "); put a line of names first");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (name.isEmpty()) {
        throw new InvalidDataException(
            line + "column " + (i + 1) + " has no name; name it (pandas: to_csv(index=False))");
      }
      if (!seen.add(name)) {
        throw new InvalidDataException(
            line + "two columns are called '" + name + "'; rename one of them");
      }
    }
    kept = selection.positions(header, path.toString());
    target = selection.targetPosition(header);
    labels = target < 0 ? null : new GrowingDoubles();
    whole = new boolean[kept.length];
    Arrays.fill(whole, true);
    numeric = new boolean[kept.length];
    categories = new CategoryColumn[kept.length];
    for (int i = 0; i < kept.length && rules != null; i++) {
      String name = header.get(kept[i]);
      if (rules.isCategorical(name)) {
        categories[i] =
            rules
                .known(name)
                .map(column -> CategoryColumn.known(column.categories()))
                .orElseGet(CategoryColumn::declared);
      }
    }
  }

  private void readRow(CsvRecord record) throws InvalidDataException {
    if (record.getFieldCount() != header.size()) {
      throw new InvalidDataException(
          at(record)
              + "expected "
              + header.size()
              + " cells as in the header, found "
              + record.getFieldCount());
    }
    for (int i = 0; i < kept.length; i++) {
      String cell = record.getField(kept[i]);
      double value = value(i, cell, record);
      if (whole[i] && !Double.isNaN(value)) {
        whole[i] = Math.abs(value) < ColumnType.EXACT_INTEGER_LIMIT && Cell.isWholeNumber(cell);
      }
      values.add(value);
    }
    if (labels != null) {
      double label = Cell.parse(record.getField(target));
      if (Double.isFinite(label)) {
        labels.add(label);
      } else {
        // A target of text is left out and no more.
        labels = null;
      }
    }
  }

  private double value(int column, String cell, CsvRecord record) throws InvalidDataException {
    String name = header.get(kept[column]);
    if (categories[column] == null) {
      double value = Cell.parse(cell);
      if (Double.isFinite(value)) {
        numeric[column] = true;
        return value;
      }
      if (rules != null && Cell.isMissing(cell)) {
        return Double.NaN;
      }
      boolean text = Double.isNaN(value) && Cell.isLabel(cell);
      if (rules == null || !text || numeric[column] || rules.isNumeric(name)) {
        throw new InvalidDataException(
            at(record) + "column '" + name + "' " + Cell.complaint(cell));
      }
      categories[column] = CategoryColumn.found();
    }
    try {
      return categories[column].code(cell);
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(at(record) + "column '" + name + "' " + e.getMessage(), e);
    }
  }

  private String at(CsvRecord record) {
    return path + ", line " + record.getStartingLineNumber() + ": ";
  }

  private Table table() {
    List<Column> columns = new ArrayList<>();
    double[] all = values.toArray();
    for (int i = 0; i < kept.length; i++) {
      String name = header.get(kept[i]);
      if (categories[i] != null) {
        List<String> labels = categories[i].order(all, i, kept.length);
        columns.add(new Column(name, ColumnType.CATEGORICAL, labels, null));
      } else {
        columns.add(new Column(name, whole[i] ? ColumnType.INTEGER : ColumnType.REAL));
      }
    }
    return new Table(columns, all, labels == null ? null : labels.toArray());
  }
}
