package org.mollify.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.io.ImageGrid;

/** Samples as one grid of pictures, an interpolation as one line, drawn when the last is there. */
final class PngSamples implements SampleWriter {
  private final List<Long> shape;
  private final boolean line;
  private final OutputStream out;
  private final List<double[]> images = new ArrayList<>();

  PngSamples(Head head, OutputStream out) {
    this.shape = head.data().shape();
    this.line = head.toSeed() != null;
    this.out = out;
  }

  @Override
  public void write(double[][] rows) {
    images.addAll(Arrays.asList(rows));
  }

  @Override
  public void close() throws IOException {
    try (out) {
      double[][] all = images.toArray(double[][]::new);
      if (line) {
        ImageGrid.write(shape, all, all.length, out);
      } else {
        ImageGrid.write(shape, all, out);
      }
    }
  }
}
