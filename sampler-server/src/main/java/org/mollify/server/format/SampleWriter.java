package org.mollify.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;

/**
 * Writes samples one after another, in memory that does not grow with their number (a picture
 * excepted, which is written at the end).
 */
public interface SampleWriter extends AutoCloseable {

  /**
   * What is said about all samples of an answer.
   *
   * @param model name of the model
   * @param data what a sample is
   * @param seed seed of the noise
   * @param temperature factor of the normal noise
   * @param count how many samples come
   * @param toSeed seed at the far end of an interpolation; null where all are samples of one seed
   */
  record Head(
      String model,
      BundleManifest.Data data,
      long seed,
      double temperature,
      long count,
      Long toSeed) {

    /** What is said about samples of one seed. */
    public Head(String model, BundleManifest.Data data, long seed, double temperature, long count) {
      this(model, data, seed, temperature, count, null);
    }

    /** Names of the columns, x0, x1, ... where the model has none. */
    List<String> names() {
      if (data.columns() != null) {
        return data.columns().stream().map(Column::name).toList();
      }
      return IntStream.range(0, (int) data.dimensions()).mapToObj(i -> "x" + i).toList();
    }
  }

  /**
   * Starts an answer: JSON with model, seed, temperature, columns and rows; a CSV table; an array
   * of shape [n, D], [n, C, H, W] for images; an Arrow stream; or images as a grid. Categories are
   * labels in JSON, CSV and Arrow, codes in an array.
   *
   * @param format its format
   * @param head what is said about all samples
   * @param out receives the bytes; closed with the writer
   * @throws IOException when the stream fails
   */
  static SampleWriter open(Format format, Head head, OutputStream out) throws IOException {
    return switch (format) {
      case JSON -> new JsonSamples(head, out);
      case CSV -> new CsvSamples(head, out);
      case NPY -> new NpySamples(head, out);
      case ARROW -> new ArrowSamples(head, out);
      case PNG -> new PngSamples(head, out);
      case JPEG, MULTIPART ->
          throw new IllegalArgumentException(format + " is no format of samples");
    };
  }

  /**
   * Writes the next samples.
   *
   * @param rows one array of D values each
   * @throws IOException when the stream fails
   */
  void write(double[][] rows) throws IOException;

  /**
   * Ends the answer.
   *
   * @throws IOException when the stream fails
   */
  @Override
  void close() throws IOException;
}
