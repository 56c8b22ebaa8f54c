package org.mollify.experiments.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

/**
 * A density as colour, with level lines at fixed shares of the colour range.
 *
 * @param grid the density
 * @param maximum the density that takes the last colour; higher ones take it too
 * @param colours the ramp
 * @param lineColour colour of the level lines
 */
record HeatMapPanel(DensityGrid grid, double maximum, ColourMap colours, Color lineColour)
    implements Panel {

  /** Shares of the colour range at which level lines run; the low one outlines the support. */
  private static final double[] LEVELS = {0.03, 0.15, 0.35, 0.6, 0.85};

  @Override
  public void draw(Graphics2D g, PlotArea area) {
    drawColours(g, area);
    g.setColor(lineColour);
    g.setStroke(new BasicStroke(0.9f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    ContourLines lines = new ContourLines(grid, area);
    for (double level : LEVELS) {
      g.draw(lines.at(level * maximum));
    }
  }

  private void drawColours(Graphics2D g, PlotArea area) {
    double pixelsPerUnit = g.getTransform().getScaleX();
    int width = (int) Math.ceil(area.width() * pixelsPerUnit);
    int height = (int) Math.ceil(area.height() * pixelsPerUnit);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      double v = 1 - (row + 0.5) / height;
      for (int column = 0; column < width; column++) {
        double u = (column + 0.5) / width;
        image.setRGB(column, row, colours.rgb(grid.at(u, v) / maximum));
      }
    }
    AffineTransform placement = AffineTransform.getTranslateInstance(area.left(), area.top());
    placement.scale(area.width() / width, area.height() / height);
    g.drawImage(image, placement, null);
  }
}
