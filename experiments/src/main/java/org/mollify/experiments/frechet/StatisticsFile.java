package org.mollify.experiments.frechet;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.runtime.io.NpyWriter;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.NpzReader;
import org.mollify.trainer.data.Table;

/**
 * Feature statistics as pytorch-fid keeps them: a NumPy archive ({@code np.savez}) with the arrays
 * {@code mu} (shape {@code [d]}) and {@code sigma} (shape {@code [d, d]}), float64. Each program
 * reads the other's files. Ours add the array {@code count} (shape {@code [1]}) and name the
 * features in the archive's comment; pytorch-fid passes over both.
 */
public final class StatisticsFile {

  private static final String MEAN = "mu";
  private static final String COVARIANCE = "sigma";
  private static final String COUNT = "count";
  private static final String COMMENT = "features: ";

  /** The earliest time a zip entry can state: equal statistics give equal bytes. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private StatisticsFile() {}

  /** Writes the values of one array. */
  private interface Values {
    void writeTo(NpyWriter out) throws IOException;
  }

  /**
   * Writes statistics.
   *
   * @param path the file, replaced atomically
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, FeatureStatistics statistics) throws IOException {
    int d = statistics.dimension();
    AtomicFile.write(
        path,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          if (!statistics.features().isEmpty()) {
            zip.setComment(COMMENT + statistics.features());
          }
          array(zip, MEAN, array -> array.write(statistics.mean()), d);
          array(
              zip,
              COVARIANCE,
              array -> {
                for (int i = 0; i < d; i++) {
                  array.write(statistics.covarianceRow(i));
                }
              },
              d,
              d);
          if (statistics.count() != FeatureStatistics.UNKNOWN_COUNT) {
            array(zip, COUNT, array -> array.write(statistics.count()), 1);
          }
          zip.finish();
        });
  }

  /**
   * Reads statistics, of ours or of pytorch-fid.
   *
   * @param path the file
   * @throws InvalidDataException with one line if the file is missing, damaged, or holds no
   *     statistics
   * @throws IOException if the file cannot be read
   */
  public static FeatureStatistics read(Path path) throws IOException {
    Table mean = NpzReader.readArray(path, MEAN);
    Table covariance = NpzReader.readArray(path, COVARIANCE);
    int d = mean.rows();
    if (mean.columns().size() != 1 || covariance.rows() != d || covariance.columns().size() != d) {
      throw new InvalidDataException(
          "%s holds mu of %d x %d and sigma of %d x %d; expected (d,) and (d, d)"
              .formatted(
                  path, d, mean.columns().size(), covariance.rows(), covariance.columns().size()));
    }
    double[][] rows = new double[d][d];
    for (int i = 0; i < d; i++) {
      System.arraycopy(covariance.values(), i * d, rows[i], 0, d);
    }
    String features = "";
    boolean counted;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      String comment = zip.getComment();
      if (comment != null && comment.startsWith(COMMENT)) {
        features = comment.substring(COMMENT.length());
      }
      counted = zip.getEntry(COUNT + ".npy") != null;
    }
    long count =
        counted
            ? (long) NpzReader.readArray(path, COUNT).value(0, 0)
            : FeatureStatistics.UNKNOWN_COUNT;
    try {
      return new FeatureStatistics(features, mean.values(), rows, count);
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(path + ": " + e.getMessage(), e);
    }
  }

  private static void array(ZipOutputStream zip, String name, Values values, long... shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    try (NpyWriter array = new NpyWriter(unclosed(zip), NpyWriter.Type.FLOAT64, shape)) {
      values.writeTo(array);
    }
    zip.closeEntry();
  }

  /** An array's writer closes its stream; the archive has further entries. */
  private static OutputStream unclosed(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }
}
