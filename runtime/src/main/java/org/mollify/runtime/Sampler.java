package org.mollify.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest.Noise;
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
    List<RowFiller> fillers = new ArrayList<>();
    for (int input = 0; input < graph.noise().size(); input++) {
      Noise noise = graph.noise().get(input);
      int number = input;
      fillers.add(
          (row, into) ->
              stream.fill(
                  from + row, number, noise.distribution(), temperature, into, 0, into.length));
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
