package org.mollify.experiments.figure;

import java.awt.Color;

/**
 * A perceptually uniform colour ramp. Its anchors are given in OKLCh (lightness, chroma, hue in
 * degrees) with equal steps of lightness, and colours between them are interpolated in OKLab, so
 * equal steps of the value look like equal steps to the eye and survive a print in grey.
 */
final class ColourMap {

  /** Deep violet over blue and green to yellow: for densities. */
  static final ColourMap VIVID =
      new ColourMap(
          new double[][] {
            {0.24, 0.105, 305},
            {0.38, 0.140, 287},
            {0.52, 0.120, 245},
            {0.66, 0.115, 190},
            {0.80, 0.165, 145},
            {0.94, 0.170, 107},
          });

  /** White to light blue: a background on which dark marks stay legible. */
  static final ColourMap PALE =
      new ColourMap(new double[][] {{1.0, 0, 240}, {0.91, 0.045, 240}, {0.82, 0.08, 240}});

  private static final int TABLE_SIZE = 1024;

  private final int[] table = new int[TABLE_SIZE];

  private ColourMap(double[][] anchors) {
    int segments = anchors.length - 1;
    for (int i = 0; i < TABLE_SIZE; i++) {
      double position = (double) i / (TABLE_SIZE - 1) * segments;
      int left = Math.min((int) position, segments - 1);
      double weight = position - left;
      double[] from = cartesian(anchors[left]);
      double[] to = cartesian(anchors[left + 1]);
      double[] mixed = new double[3];
      for (int c = 0; c < 3; c++) {
        mixed[c] = from[c] + weight * (to[c] - from[c]);
      }
      table[i] = rgbOfOklab(mixed[0], mixed[1], mixed[2]);
    }
  }

  /**
   * The colour of a value.
   *
   * @param value position on the ramp; below 0 and NaN give the first colour, above 1 the last
   * @return packed opaque RGB
   */
  int rgb(double value) {
    double clipped = value > 0 ? Math.min(value, 1) : 0;
    return table[(int) Math.round(clipped * (TABLE_SIZE - 1))];
  }

  /** The colour of a value, as {@link #rgb(double)}. */
  Color colour(double value) {
    return new Color(rgb(value));
  }

  private static double[] cartesian(double[] lightnessChromaHue) {
    double hue = Math.toRadians(lightnessChromaHue[2]);
    double chroma = lightnessChromaHue[1];
    return new double[] {lightnessChromaHue[0], chroma * Math.cos(hue), chroma * Math.sin(hue)};
  }

  private static int rgbOfOklab(double lightness, double a, double b) {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    int red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    int green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    int blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    return 0xFF000000 | red << 16 | green << 8 | blue;
  }

  /** Linear light to an sRGB byte; what lies outside the gamut is clipped. */
  private static int channel(double linear) {
    double clipped = Math.max(0, Math.min(1, linear));
    double encoded =
        clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }

  private static double cube(double value) {
    return value * value * value;
  }
}
