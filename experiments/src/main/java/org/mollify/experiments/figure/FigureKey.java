package org.mollify.experiments.figure;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The key below a density figure: the colour bar of the densities and the length of the arrows. */
final class FigureKey {

  private static final double BAR_HEIGHT = 12;
  private static final double OVERFLOW = 12;

  private FigureKey() {}

  /**
   * Draws a horizontal colour bar from zero to a maximum, its label to the left.
   *
   * @param overflow whether densities above the maximum occur, shown by a pointed end
   */
  static void drawColourBar(
      Graphics2D g,
      double left,
      double right,
      double top,
      double maximum,
      ColourMap colours,
      boolean overflow) {
    g.setFont(AxisFrame.TICK_FONT);
    FontMetrics metrics = g.getFontMetrics();
    String title = "density";
    g.setColor(AxisFrame.TEXT);
    g.drawString(title, (float) left, (float) (top + BAR_HEIGHT - 1));
    double from = left + metrics.stringWidth(title) + 14;
    double to = right - (overflow ? OVERFLOW : 0);
    double pixel = 1 / g.getTransform().getScaleX();
    for (double x = from; x < to; x += pixel) {
      g.setColor(colours.colour((x - from) / (to - from)));
      g.fill(new Rectangle2D.Double(x, top, Math.min(2 * pixel, to - x), BAR_HEIGHT));
    }
    Path2D outline = new Path2D.Double();
    outline.moveTo(from, top);
    outline.lineTo(to, top);
    if (overflow) {
      Path2D point = new Path2D.Double();
      point.moveTo(to, top);
      point.lineTo(to + OVERFLOW, top + BAR_HEIGHT / 2);
      point.lineTo(to, top + BAR_HEIGHT);
      point.closePath();
      g.setColor(colours.colour(1));
      g.fill(point);
      outline.lineTo(to + OVERFLOW, top + BAR_HEIGHT / 2);
    }
    outline.lineTo(to, top + BAR_HEIGHT);
    outline.lineTo(from, top + BAR_HEIGHT);
    outline.closePath();
    g.setStroke(new BasicStroke(1f));
    g.setColor(AxisFrame.LINE);
    g.draw(outline);
    for (double tick : Axes.ticks(0, maximum, 6)) {
      double x = from + tick / maximum * (to - from);
      String label = NumberText.tick(tick);
      g.setColor(AxisFrame.LINE);
      g.draw(new Line2D.Double(x, top + BAR_HEIGHT, x, top + BAR_HEIGHT + 4));
      g.setColor(AxisFrame.TEXT);
      g.drawString(
          label,
          (float) (x - metrics.stringWidth(label) / 2.0),
          (float) (top + BAR_HEIGHT + 7 + metrics.getAscent()));
    }
  }

  /** Draws an arrow of full length and the norm it stands for. */
  static void drawArrowKey(
      Graphics2D g, double left, double top, double arrowLength, double fullNorm) {
    g.setColor(AxisFrame.TEXT);
    double middle = top + BAR_HEIGHT / 2;
    QuiverPanel.drawArrow(g, left + arrowLength / 2, middle, 1, 0, arrowLength);
    g.setFont(AxisFrame.TICK_FONT);
    String text = "score of norm " + NumberText.fixed(fullNorm, 1) + " or more";
    g.drawString(text, (float) (left + arrowLength + 10), (float) (top + BAR_HEIGHT - 1));
  }
}
