package org.mollify.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads a table from a NumPy archive ({@code np.savez}, {@code np.savez_compressed}): the array
 * {@code X}, or the only one besides {@code y}. An array {@code y} with one value a row becomes the
 * labels.
 */
public final class NpzReader {
  private static final String LABELS = "y";

  private NpzReader() {}

  /**
   * Reads a file.
   *
   * @param warnings receives a line if {@code y} is there and is not one finite number a row
   * @throws InvalidDataException with one line that says what is wrong
   */
  public static Table read(Path path, List<String> warnings) throws IOException {
    return read(path, warnings, false);
  }

  /**
   * Reads a file.
   *
   * @param warnings receives a line if {@code y} is there and is not one finite number a row
   * @param missing whether NaN is a missing value in the table; otherwise it is refused
   */
  public static Table read(Path path, List<String> warnings, boolean missing) throws IOException {
    TextFile.requireFile(path);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Map<String, ZipEntry> arrays = arrays(zip);
      String chosen = choose(path, arrays);
      Table table = read(zip, arrays.get(chosen), path, chosen, missing);
      double[] labels = null;
      if (!chosen.equals(LABELS) && arrays.containsKey(LABELS)) {
        labels = labels(zip, arrays.get(LABELS), path, table.rows(), warnings);
      }
      return labels == null ? table : table.withLabels(labels);
    } catch (ZipException e) {
      throw new InvalidDataException(
          path + " is not a NumPy .npz archive, or is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Reads one array of an archive.
   *
   * @param name the array's name in the archive
   * @throws InvalidDataException with one line if there is no such array, or what is wrong with it
   */
  public static Table readArray(Path path, String name) throws IOException {
    TextFile.requireFile(path);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Map<String, ZipEntry> arrays = arrays(zip);
      if (!arrays.containsKey(name)) {
        throw new InvalidDataException(
            path + " holds no array " + name + ", only " + String.join(", ", arrays.keySet()));
      }
      return read(zip, arrays.get(name), path, name, false);
    } catch (ZipException e) {
      throw new InvalidDataException(
          path + " is not a NumPy .npz archive, or is damaged: " + e.getMessage(), e);
    }
  }

  private static Map<String, ZipEntry> arrays(ZipFile zip) {
    Map<String, ZipEntry> arrays = new TreeMap<>();
    zip.stream()
        .filter(entry -> entry.getName().endsWith(".npy"))
        .forEach(
            entry ->
                arrays.put(
                    entry.getName().substring(0, entry.getName().length() - ".npy".length()),
                    entry));
    return arrays;
  }

  private static String choose(Path path, Map<String, ZipEntry> arrays)
      throws InvalidDataException {
    if (arrays.isEmpty()) {
      throw new InvalidDataException(path + " holds no .npy array");
    }
    if (arrays.containsKey("X")) {
      return "X";
    }
    List<String> candidates =
        arrays.keySet().stream()
            .filter(name -> arrays.size() == 1 || !name.equals(LABELS))
            .toList();
    if (candidates.size() != 1) {
      throw new InvalidDataException(
          path
              + " holds the arrays "
              + String.join(", ", arrays.keySet())
              + "; expected one called X, or a single one; save the table as X");
    }
    return candidates.get(0);
  }

  private static Table read(ZipFile zip, ZipEntry entry, Path path, String name, boolean missing)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return NpyReader.read(in, path + " (array " + name + ")", missing);
    }
  }

  private static double[] labels(
      ZipFile zip, ZipEntry entry, Path path, int rows, List<String> warnings) throws ZipException {
    String problem;
    try {
      Table table = read(zip, entry, path, LABELS, false);
      if (table.columns().size() == 1 && table.rows() == rows) {
        return table.values();
      }
      problem = "has " + table.rows() + " x " + table.columns().size() + " values";
    } catch (ZipException e) {
      throw e;
    } catch (IOException e) {
      problem = "cannot be read";
    }
    warnings.add(
        path
            + ": the array y "
            + problem
            + ", not one number for each of "
            + rows
            + " rows; it is ignored");
    return null;
  }
}
