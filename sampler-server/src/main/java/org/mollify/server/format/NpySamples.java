package org.mollify.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.LongStream;
import org.mollify.runtime.io.NpyWriter;

/** Samples as one array of float64, whose header counts them before the first is there. */
final class NpySamples implements SampleWriter {
  private final NpyWriter npy;

  NpySamples(Head head, OutputStream out) throws IOException {
    long[] shape =
        LongStream.concat(
                LongStream.of(head.count()),
                head.data().shape().stream().mapToLong(Long::longValue))
            .toArray();
    this.npy = new NpyWriter(out, NpyWriter.Type.FLOAT64, shape);
  }

  @Override
  public void write(double[][] rows) throws IOException {
    for (double[] row : rows) {
      npy.write(row);
    }
  }

  @Override
  public void close() throws IOException {
    npy.close();
  }
}
