package org.mollify.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.io.ImageGrid;

/** Samples as one grid of pictures, drawn when the last is there. */
final class PngSamples implements SampleWriter {
  private final List<Long> shape;
  private final OutputStream out;
  private final List<double[]> images = new ArrayList<>();

  PngSamples(Head head, OutputStream out) {
    this.shape = head.data().shape();
    this.out = out;
  }

  @Override
  public void write(double[][] rows) {
    images.addAll(Arrays.asList(rows));
  }

  @Override
  public void close() throws IOException {
    try (out) {
      ImageGrid.write(shape, images.toArray(double[][]::new), out);
    }
  }
}
