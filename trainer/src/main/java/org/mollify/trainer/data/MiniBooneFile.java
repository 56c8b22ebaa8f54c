package org.mollify.trainer.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

/**
 * MiniBooNE in its original file {@code MiniBooNE_PID.txt}: a first line with the numbers of signal
 * and background events, then one event a line, signal first, 50 numbers each.
 *
 * <p>Prepared as the authors of the MAF paper (Papamakarios et al., 2017) describe in their code:
 * signal events alone; without the events that were not measured (first column below -100); without
 * the columns whose smallest value occurs more than five times. Of 36,499 signal events 36,488
 * remain, with 43 columns; the paper's split gives 29,556, 3,284 and 3,648 rows.
 */
final class MiniBooneFile {

  /** Place of the file below the data folder. */
  static final String FILE = "miniboone/MiniBooNE_PID.txt";

  private static final int COLUMNS = 50;
  private static final double UNMEASURED = -100;
  private static final int REPEATS = 5;

  private MiniBooneFile() {}

  /**
   * Finds the file.
   *
   * @param dataDir the data folder, or null if none was given
   * @throws InvalidDataException with one line that says where to get it and where to put it
   */
  static Path locate(Path dataDir) throws InvalidDataException {
    String fetch =
        "get MiniBooNE_PID.txt from the UCI Machine Learning Repository, MiniBooNE particle"
            + " identification (data set 199), and put it there";
    if (dataDir == null) {
      throw new InvalidDataException(
          "miniboone needs the file "
              + FILE
              + " in a data folder: "
              + fetch
              + ", then give the folder as --data-dir or MOLLIFY_DATA");
    }
    Path path = dataDir.resolve(FILE);
    if (!path.toFile().isFile()) {
      throw new InvalidDataException(
          "miniboone needs the file " + path + ", which is not there: " + fetch);
    }
    return path;
  }

  /**
   * Reads and prepares the signal events, in file order.
   *
   * @throws InvalidDataException naming the line, if the file is not as expected
   * @throws IOException if it cannot be read
   */
  static Table read(Path path) throws IOException {
    double[][] measured =
        Arrays.stream(signal(path))
            .filter(event -> event[0] >= UNMEASURED)
            .toArray(double[][]::new);
    if (measured.length == 0) {
      throw new InvalidDataException(path + " holds no measured signal event");
    }
    int[] kept = IntStream.range(0, COLUMNS).filter(i -> isVaried(measured, i)).toArray();
    if (kept.length == 0) {
      throw new InvalidDataException(
          "%s: in every column the smallest value occurs more than %d times"
              .formatted(path, REPEATS));
    }
    double[] values = new double[measured.length * kept.length];
    int next = 0;
    for (double[] event : measured) {
      for (int column : kept) {
        values[next++] = event[column];
      }
    }
    List<Column> columns = new ArrayList<>();
    for (int column : kept) {
      columns.add(new Column("ParticleID_" + column, ColumnType.REAL));
    }
    return new Table(columns, values, null);
  }

  /** Whether the smallest value of a column occurs five times at most. */
  private static boolean isVaried(double[][] rows, int column) {
    double smallest = Double.POSITIVE_INFINITY;
    int count = 0;
    for (double[] row : rows) {
      if (row[column] < smallest) {
        smallest = row[column];
        count = 0;
      }
      if (row[column] == smallest) {
        count++;
      }
    }
    return count <= REPEATS;
  }

  private static double[][] signal(Path path) throws IOException {
    try (BufferedReader reader = new BufferedReader(TextFile.open(path))) {
      double[][] events = new double[signalEvents(reader.readLine(), path)][];
      for (int i = 0; i < events.length; i++) {
        String line = reader.readLine();
        if (line == null) {
          throw new InvalidDataException(
              "%s ends after %d of the %d signal events that its first line promises"
                  .formatted(path, i, events.length));
        }
        events[i] = event(line, i + 2, path);
      }
      return events;
    } catch (CharacterCodingException e) {
      throw new InvalidDataException(
          path + " is not text; expected the original MiniBooNE_PID.txt", e);
    }
  }

  private static int signalEvents(String line, Path path) throws InvalidDataException {
    StringTokenizer counts = new StringTokenizer(line == null ? "" : line);
    try {
      if (counts.countTokens() == 2) {
        int signal = Integer.parseInt(counts.nextToken());
        if (signal > 0 && Integer.parseInt(counts.nextToken()) >= 0) {
          return signal;
        }
      }
    } catch (NumberFormatException e) {
      throw notCounts(path, line, e);
    }
    throw notCounts(path, line, null);
  }

  private static InvalidDataException notCounts(Path path, String line, Exception cause) {
    String found = line == null ? "nothing" : "'" + Cell.shortened(line.strip()) + "'";
    return new InvalidDataException(
        path
            + ", line 1: expected the numbers of signal and background events, as in the original"
            + " MiniBooNE_PID.txt; found "
            + found,
        cause);
  }

  private static double[] event(String line, int number, Path path) throws InvalidDataException {
    StringTokenizer fields = new StringTokenizer(line);
    if (fields.countTokens() != COLUMNS) {
      throw new InvalidDataException(
          "%s, line %d: expected %d numbers, found %d"
              .formatted(path, number, COLUMNS, fields.countTokens()));
    }
    double[] event = new double[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      String field = fields.nextToken();
      try {
        event[i] = Double.parseDouble(field);
      } catch (NumberFormatException e) {
        throw notANumber(path, number, i, field, e);
      }
      if (!Double.isFinite(event[i])) {
        throw notANumber(path, number, i, field, null);
      }
    }
    return event;
  }

  private static InvalidDataException notANumber(
      Path path, int line, int column, String field, Exception cause) {
    return new InvalidDataException(
        "%s, line %d, column %d: expected a finite number, found '%s'"
            .formatted(path, line, column + 1, field),
        cause);
  }
}
