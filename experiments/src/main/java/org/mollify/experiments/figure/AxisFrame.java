package org.mollify.experiments.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;

/** Frame, tick marks and tick labels around a {@link PlotArea}. */
final class AxisFrame {

  static final Color LINE = new Color(0x5B6270);
  static final Color TEXT = new Color(0x3A404C);
  static final Font TICK_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private static final int MOST_INTERVALS = 6;
  private static final double TICK = 4;

  private AxisFrame() {}

  static void draw(Graphics2D g, PlotArea area, boolean labelX, boolean labelY) {
    g.setStroke(new BasicStroke(1f));
    g.setColor(LINE);
    g.draw(area.bounds());
    g.setFont(TICK_FONT);
    FontMetrics metrics = g.getFontMetrics();
    Axes axes = area.axes();
    for (double tick : Axes.ticks(axes.xMin(), axes.xMax(), MOST_INTERVALS)) {
      double x = area.x(tick);
      g.setColor(LINE);
      g.draw(new Line2D.Double(x, area.bottom(), x, area.bottom() + TICK));
      if (labelX) {
        String label = NumberText.tick(tick);
        g.setColor(TEXT);
        g.drawString(
            label,
            (float) (x - metrics.stringWidth(label) / 2.0),
            (float) (area.bottom() + TICK + 3 + metrics.getAscent()));
      }
    }
    for (double tick : Axes.ticks(axes.yMin(), axes.yMax(), MOST_INTERVALS)) {
      double y = area.y(tick);
      g.setColor(LINE);
      g.draw(new Line2D.Double(area.left() - TICK, y, area.left(), y));
      if (labelY) {
        String label = NumberText.tick(tick);
        g.setColor(TEXT);
        g.drawString(
            label,
            (float) (area.left() - TICK - 4 - metrics.stringWidth(label)),
            (float) (y + metrics.getAscent() * 0.38));
      }
    }
  }
}
