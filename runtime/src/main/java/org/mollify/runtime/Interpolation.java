package org.mollify.runtime;

import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.noise.NoiseStream;

/**
 * Items on the way from one sample to another, along the arc between their latents: {@code z(t) =
 * (sin((1 - t) w) a + sin(t w) b) / sin w} with w the angle between a and b (Shoemake 1985). The
 * straight line would pass through latents shorter than any that a normal distribution gives.
 */
public final class Interpolation {

  /** Below this the arc is its chord. */
  private static final double SMALLEST_ANGLE = 1e-6;

  private Interpolation() {}

  /**
   * Interpolates between samples {@code 2 i} and {@code 2 i + 1} of a seed, for each line i.
   *
   * @param model a model with the role {@code decode}
   * @param lines number of lines, at least 1
   * @param steps items of a line, both ends included, at least 2
   * @param seed seed of the samples
   * @param temperature factor of the latents, above 0
   * @return {@code lines steps} items, line by line
   * @throws IllegalArgumentException when a number is out of range
   * @throws UnsupportedOperationException when the bundle has no role {@code decode}
   */
  public static double[][] between(
      GenerativeModel model, int lines, int steps, long seed, double temperature) {
    requireRange(lines, steps, temperature);
    double[][] latents = new double[lines * steps][];
    for (int line = 0; line < lines; line++) {
      double[] from = latent(model, seed, 2L * line, temperature);
      double[] to = latent(model, seed, 2L * line + 1, temperature);
      System.arraycopy(arc(from, to, steps), 0, latents, line * steps, steps);
    }
    return model.decode(latents);
  }

  /**
   * Latents on the arc from the first sample of one seed to the first sample of another.
   *
   * @param model the model
   * @param from seed where the arc begins
   * @param to seed where it ends
   * @param steps latents on it, both ends included, at least 2
   * @param temperature factor of the latents, above 0
   * @return {@code steps} latents, as {@link GenerativeModel#decode} takes them
   * @throws IllegalArgumentException when a number is out of range
   * @throws UnsupportedOperationException when samples come from uniform noise, too
   */
  public static double[][] latents(
      GenerativeModel model, long from, long to, int steps, double temperature) {
    requireRange(1, steps, temperature);
    return arc(latent(model, from, 0, temperature), latent(model, to, 0, temperature), steps);
  }

  private static void requireRange(int lines, int steps, double temperature) {
    if (lines < 1 || steps < 2 || !(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "an interpolation needs at least 1 line of at least 2 steps and a positive temperature;"
              + " got %d, %d and %s".formatted(lines, steps, temperature));
    }
  }

  private static double[][] arc(double[] from, double[] to, int steps) {
    double[][] latents = new double[steps][];
    for (int step = 0; step < steps; step++) {
      latents[step] = onArc(from, to, (double) step / (steps - 1));
    }
    return latents;
  }

  /** The latents of a sample, as the runtime draws them, those of all inputs in a row. */
  private static double[] latent(GenerativeModel model, long seed, long index, double temperature) {
    List<Noise> inputs = model.manifest().graphs().get("sample").noise();
    int size = inputs.stream().mapToInt(input -> Math.toIntExact(input.dimensions())).sum();
    NoiseStream stream = new NoiseStream(seed, NoiseStream.Purpose.SAMPLE);
    double[] latent = new double[size];
    int offset = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Noise input = inputs.get(i);
      if (input.distribution() != Distribution.NORMAL) {
        throw new UnsupportedOperationException(
            "samples of %s come from uniform noise too, which has no arcs"
                .formatted(model.manifest().name()));
      }
      int each = Math.toIntExact(input.dimensions());
      stream.fill(index, i, input.distribution(), temperature, latent, offset, each);
      offset += each;
    }
    return latent;
  }

  private static double[] onArc(double[] from, double[] to, double part) {
    double angle = angle(from, to);
    // Latents that are zero have no angle.
    boolean straight = !(angle >= SMALLEST_ANGLE && Math.PI - angle >= SMALLEST_ANGLE);
    double first = straight ? 1 - part : Math.sin((1 - part) * angle) / Math.sin(angle);
    double second = straight ? part : Math.sin(part * angle) / Math.sin(angle);
    double[] between = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      between[i] = first * from[i] + second * to[i];
    }
    return between;
  }

  /** Squares of very large or small latents would leave the range of numbers. */
  private static double angle(double[] from, double[] to) {
    double fromLargest = largest(from);
    double toLargest = largest(to);
    double product = 0;
    double fromSquares = 0;
    double toSquares = 0;
    for (int i = 0; i < from.length; i++) {
      double a = from[i] / fromLargest;
      double b = to[i] / toLargest;
      product += a * b;
      fromSquares += a * a;
      toSquares += b * b;
    }
    double cosine = product / Math.sqrt(fromSquares * toSquares);
    return Math.acos(Math.max(-1, Math.min(1, cosine)));
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
