package org.mollify.experiments.figure;

import java.awt.Graphics2D;

/** The contents of one plot; frame, ticks and labels are drawn by {@link AxisFrame}. */
interface Panel {

  /**
   * Draws the contents, clipped by the caller to the area.
   *
   * @param g graphics in page units, antialiased
   * @param area where to draw
   */
  void draw(Graphics2D g, PlotArea area);
}
