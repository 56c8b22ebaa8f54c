package org.mollify.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.Sampling.Piece;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.graph.BatchSize;
import org.mollify.runtime.graph.RoleGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.noise.NoiseStream;

/** Draws items: noise of item i from its own stream, through the {@code sample} role. */
final class Sampler {
  private final RoleGraph graph;
  private final int width;

  Sampler(RoleGraph graph, int width) {
    this.graph = graph;
    this.width = width;
  }

  void sample(long firstIndex, long n, long seed, double temperature, RowSink sink)
      throws IOException {
    requireValid(firstIndex, n, temperature);
    NoiseStream stream = new NoiseStream(seed, NoiseStream.Purpose.SAMPLE);
    long end = firstIndex + n;
    for (long from = firstIndex; from < end; from += graph.batchRows()) {
      int rows = (int) Math.min(graph.batchRows(), end - from);
      double[] x = graph.run(rows, null, noise(stream, from, temperature), List.of("x")).get("x");
      for (int r = 0; r < rows; r++) {
        sink.accept(Arrays.copyOfRange(x, r * width, (r + 1) * width));
      }
    }
  }

  private List<RowFiller> noise(NoiseStream stream, long from, double temperature) {
    return noise(
        (row, input, into) -> {
          Noise noise = graph.noise().get(input);
          stream.fill(from + row, input, noise.distribution(), temperature, into, 0, into.length);
        });
  }

  BatchSize batchSize() {
    return graph.batchSize();
  }

  Sampling sampling(long firstIndex, int n, long seed, double temperature) {
    requireValid(firstIndex, n, temperature);
    return new Sampling(firstIndex, n, seed, temperature, width);
  }

  /** Draws pieces in one run, each item from the stream of its own seed. */
  void run(List<Piece> pieces) {
    int count = pieces.stream().mapToInt(Piece::count).sum();
    Sampling[] owners = new Sampling[count];
    long[] indices = new long[count];
    int at = 0;
    for (Piece piece : pieces) {
      for (int r = 0; r < piece.count(); r++, at++) {
        owners[at] = piece.of();
        indices[at] = piece.of().index(piece.from() + r);
      }
    }
    List<RowFiller> fillers =
        noise(
            (row, input, into) -> {
              Sampling of = owners[row];
              of.noise()
                  .fill(
                      indices[row],
                      input,
                      graph.noise().get(input).distribution(),
                      of.temperature(),
                      into,
                      0,
                      into.length);
            });
    double[] x = graph.run(count, null, fillers, List.of("x")).get("x");
    at = 0;
    for (Piece piece : pieces) {
      piece.of().take(x, at, piece);
      at += piece.count();
    }
  }

  /** Draws the noise of one row for one noise input. */
  @FunctionalInterface
  private interface RowNoise {
    void fill(int row, int input, double[] into);
  }

  private List<RowFiller> noise(RowNoise rows) {
    List<RowFiller> fillers = new ArrayList<>();
    for (int input = 0; input < graph.noise().size(); input++) {
      int number = input;
      fillers.add((row, into) -> rows.fill(row, number, into));
    }
    return fillers;
  }

  private static void requireValid(long firstIndex, long n, double temperature) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + "; expected 1 or more");
    }
    if (firstIndex < 0 || firstIndex > Long.MAX_VALUE - n) {
      throw new IllegalArgumentException(
          "first index is " + firstIndex + "; expected 0 to " + (Long.MAX_VALUE - n));
    }
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + "; expected a finite number above 0");
    }
  }
}
