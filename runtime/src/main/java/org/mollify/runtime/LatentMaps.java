package org.mollify.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.graph.RoleGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.noise.NoiseStream;

/** The maps x to z and z to x, for bundles that have the roles. */
final class LatentMaps {
  private final RoleGraph encode;
  private final RoleGraph decode;
  private final BundleManifest manifest;

  LatentMaps(RoleGraph encode, RoleGraph decode, BundleManifest manifest) {
    this.encode = encode;
    this.decode = decode;
    this.manifest = manifest;
  }

  double[][] encode(double[][] given) {
    require(encode, "encode");
    double[] values = Imputer.fill(RowCheck.flat(given, manifest.data()), manifest.data());
    RowCheck.data(values, manifest.data(), encode.takesBytes());
    NoiseStream stream = new NoiseStream(0, NoiseStream.Purpose.SCORE);
    List<RowFiller> noise = new ArrayList<>();
    for (int input = 0; input < encode.noise().size(); input++) {
      Noise spec = encode.noise().get(input);
      double[] shared = new double[Math.toIntExact(spec.dimensions())];
      stream.fill(0, input, spec.distribution(), 1, shared, 0, shared.length);
      noise.add((row, into) -> System.arraycopy(shared, 0, into, 0, into.length));
    }
    double[][] z = new double[given.length][];
    for (int from = 0; from < given.length; from += encode.batchRows()) {
      int first = from;
      int count = Math.min(encode.batchRows(), given.length - from);
      RowFiller data =
          (row, into) ->
              System.arraycopy(values, (first + row) * into.length, into, 0, into.length);
      split(encode.run(count, data, noise, List.of("z")).get("z"), z, from, count, encode);
    }
    return z;
  }

  /** Checks latents that are to be decoded. */
  void check(double[][] z) {
    require(decode, "decode");
    RowCheck.latents(z, (int) decode.noise().stream().mapToLong(Noise::dimensions).sum());
  }

  double[][] decode(double[][] z) {
    check(z);
    double[][] x = new double[z.length][];
    for (int from = 0; from < z.length; from += decode.batchRows()) {
      int first = from;
      int count = Math.min(decode.batchRows(), z.length - from);
      List<RowFiller> parts = new ArrayList<>();
      int offset = 0;
      for (Noise noise : decode.noise()) {
        int start = offset;
        parts.add((row, into) -> System.arraycopy(z[first + row], start, into, 0, into.length));
        offset += (int) noise.dimensions();
      }
      split(decode.run(count, null, parts, List.of("x")).get("x"), x, from, count, decode);
    }
    return x;
  }

  private static void split(
      double[] values, double[][] rows, int from, int count, RoleGraph graph) {
    int width = values.length / graph.paddedRows(count);
    for (int r = 0; r < count; r++) {
      rows[from + r] = Arrays.copyOfRange(values, r * width, (r + 1) * width);
    }
  }

  private void require(RoleGraph graph, String role) {
    if (graph == null) {
      throw new UnsupportedOperationException(
          "bundle "
              + manifest.name()
              + " has no role "
              + role
              + "; it has "
              + manifest.graphs().keySet());
    }
  }
}
