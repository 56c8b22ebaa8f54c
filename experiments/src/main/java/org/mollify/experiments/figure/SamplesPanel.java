package org.mollify.experiments.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Samples as dots, each coloured by the density of samples around it, so that the dots take the
 * colours of the density panel beside them while a single stray sample is still seen. The density
 * at a dot is the share of samples within a radius of 1/60 of the axes' width, per area. The first
 * 10 000 samples are drawn; those outside the axes or not finite are counted in a corner.
 *
 * @param samples shape {@code [n, 2]}
 * @param maximum the density that takes the last colour
 * @param colours the ramp
 */
record SamplesPanel(double[][] samples, double maximum, ColourMap colours) implements Panel {

  private static final int MOST_DOTS = 10_000;
  private static final double RADIUS_SHARE = 1.0 / 60;
  private static final double DOT = 2.4;
  private static final Font NOTE_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private record Dot(double x, double y, double density) {}

  @Override
  public void draw(Graphics2D g, PlotArea area) {
    double[][] drawn = Arrays.copyOf(samples, Math.min(samples.length, MOST_DOTS));
    List<Dot> dots = dots(drawn, area.axes());
    // The densest come last: a crowd is not speckled by the stragglers around it.
    dots.sort(Comparator.comparingDouble(Dot::density));
    for (Dot dot : dots) {
      g.setColor(colours.colour(dot.density() / maximum));
      g.fill(new Ellipse2D.Double(area.x(dot.x()) - DOT / 2, area.y(dot.y()) - DOT / 2, DOT, DOT));
    }
    int outside = drawn.length - dots.size();
    if (outside > 0) {
      drawNote(g, area, String.format(Locale.ROOT, "%,d outside", outside));
    }
  }

  private static List<Dot> dots(double[][] samples, Axes axes) {
    double[][] sorted =
        Arrays.stream(samples)
            .filter(sample -> axes.contains(sample[0], sample[1]))
            .sorted(Comparator.comparingDouble(sample -> sample[0]))
            .toArray(double[][]::new);
    double radius = RADIUS_SHARE * axes.width();
    int[] neighbours = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      neighbours[i]++;
      for (int j = i + 1; j < sorted.length; j++) {
        double dx = sorted[j][0] - sorted[i][0];
        if (dx > radius) {
          break;
        }
        double dy = sorted[j][1] - sorted[i][1];
        if (dx * dx + dy * dy <= radius * radius) {
          neighbours[i]++;
          neighbours[j]++;
        }
      }
    }
    double densityPerSample = 1 / (samples.length * Math.PI * radius * radius);
    List<Dot> dots = new ArrayList<>(sorted.length);
    for (int i = 0; i < sorted.length; i++) {
      dots.add(new Dot(sorted[i][0], sorted[i][1], neighbours[i] * densityPerSample));
    }
    return dots;
  }

  private static void drawNote(Graphics2D g, PlotArea area, String note) {
    g.setColor(AxisFrame.TEXT);
    g.setFont(NOTE_FONT);
    float width = g.getFontMetrics().stringWidth(note);
    g.drawString(note, (float) area.right() - width - 8, (float) area.bottom() - 8);
  }
}
