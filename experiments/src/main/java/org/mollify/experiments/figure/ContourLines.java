package org.mollify.experiments.figure;

import java.awt.geom.Path2D;

/** Level lines of a {@link DensityGrid} by marching squares. */
final class ContourLines {

  private final DensityGrid grid;
  private final PlotArea area;

  ContourLines(DensityGrid grid, PlotArea area) {
    this.grid = grid;
    this.area = area;
  }

  /**
   * The line on which the density equals a level.
   *
   * @param level the density, positive
   * @return line segments in page units, one or two for each grid cell that the line crosses
   */
  Path2D at(double level) {
    Path2D path = new Path2D.Double();
    for (int r = 0; r + 1 < grid.rows(); r++) {
      for (int c = 0; c + 1 < grid.columns(); c++) {
        traceCell(path, level, r, c);
      }
    }
    return path;
  }

  private void traceCell(Path2D path, double level, int r, int c) {
    double southWest = grid.node(r, c) - level;
    double southEast = grid.node(r, c + 1) - level;
    double northEast = grid.node(r + 1, c + 1) - level;
    double northWest = grid.node(r + 1, c) - level;
    // Crossings in order around the cell: south, east, north, west.
    double[] xs = new double[4];
    double[] ys = new double[4];
    int crossings = 0;
    if (southWest > 0 != southEast > 0) {
      xs[crossings] = c + fraction(southWest, southEast);
      ys[crossings++] = r;
    }
    if (southEast > 0 != northEast > 0) {
      xs[crossings] = c + 1;
      ys[crossings++] = r + fraction(southEast, northEast);
    }
    if (northWest > 0 != northEast > 0) {
      xs[crossings] = c + fraction(northWest, northEast);
      ys[crossings++] = r + 1;
    }
    if (southWest > 0 != northWest > 0) {
      xs[crossings] = c;
      ys[crossings++] = r + fraction(southWest, northWest);
    }
    if (crossings == 2) {
      segment(path, xs, ys, 0, 1);
    } else if (crossings == 4) {
      // A saddle: the sign at the middle of the cell says which corners belong together.
      boolean middleAbove = southWest + southEast + northEast + northWest > 0;
      boolean cutOffSouthEast = middleAbove == southWest > 0;
      segment(path, xs, ys, 0, cutOffSouthEast ? 1 : 3);
      segment(path, xs, ys, 2, cutOffSouthEast ? 3 : 1);
    }
  }

  private void segment(Path2D path, double[] xs, double[] ys, int from, int to) {
    path.moveTo(pageX(xs[from]), pageY(ys[from]));
    path.lineTo(pageX(xs[to]), pageY(ys[to]));
  }

  private double pageX(double column) {
    return area.left() + column / (grid.columns() - 1) * area.width();
  }

  private double pageY(double row) {
    return area.bottom() - row / (grid.rows() - 1) * area.height();
  }

  private static double fraction(double from, double to) {
    return from / (from - to);
  }
}
