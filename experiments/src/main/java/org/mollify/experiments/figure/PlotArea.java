package org.mollify.experiments.figure;

import java.awt.geom.Rectangle2D;

/**
 * Where a panel lies on the page, and the data coordinates it shows.
 *
 * @param left left edge in page units
 * @param top upper edge in page units
 * @param width width in page units
 * @param height height in page units
 * @param axes data coordinates of the edges
 */
record PlotArea(double left, double top, double width, double height, Axes axes) {

  double x(double value) {
    return left + (value - axes.xMin()) / axes.width() * width;
  }

  double y(double value) {
    return top + (axes.yMax() - value) / axes.height() * height;
  }

  double right() {
    return left + width;
  }

  double bottom() {
    return top + height;
  }

  Rectangle2D bounds() {
    return new Rectangle2D.Double(left, top, width, height);
  }
}
