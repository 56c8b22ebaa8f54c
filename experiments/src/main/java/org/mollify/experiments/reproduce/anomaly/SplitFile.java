package org.mollify.experiments.reproduce.anomaly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.runtime.io.NpyWriter;

/** Writes a split as a NumPy archive: {@code X_train}, {@code X_test} and {@code y_test}. */
final class SplitFile {

  private SplitFile() {}

  static void write(Path path, SplitRows rows) throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("X_train", array(rows.train()));
    arrays.put("X_test", array(rows.test()));
    double[][] labels = new double[rows.anomalous().length][1];
    for (int i = 0; i < labels.length; i++) {
      labels[i][0] = rows.anomalous()[i] ? 1 : 0;
    }
    arrays.put("y_test", array(labels));
    AtomicFile.write(
        path,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
            ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(array.getValue());
            zip.closeEntry();
          }
          zip.finish();
          zip.flush();
        });
  }

  private static byte[] array(double[][] rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpyWriter npy =
        new NpyWriter(bytes, NpyWriter.Type.FLOAT64, rows.length, rows[0].length)) {
      for (double[] row : rows) {
        npy.write(row);
      }
    }
    return bytes.toByteArray();
  }
}
