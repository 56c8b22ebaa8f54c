package org.mollify.experiments.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.Arrays;

/**
 * A vector field as arrows, centred on the points of a regular grid, over a background. Length is
 * proportional to the norm up to {@code fullNorm}, where an arrow fills its grid cell; longer
 * vectors are drawn at that length. Vectors that are not finite are left out.
 *
 * @param background drawn first
 * @param field the vectors
 * @param fullNorm the norm of the longest arrow drawn
 */
record QuiverPanel(Panel background, Field field, double fullNorm) implements Panel {

  private static final Color INK = new Color(0x1F2A44);
  private static final double SHARE_OF_CELL = 0.92;
  private static final double SHORTEST = 1.0;

  /**
   * Vectors at the centres of the cells of a regular grid.
   *
   * @param points shape {@code [n, 2]}
   * @param vectors shape {@code [n, 2]}
   * @param cellsAcross number of cells along the x axis
   */
  record Field(double[][] points, double[][] vectors, int cellsAcross) {

    static Field of(ScoreField score, Axes axes, int cellsAcross) {
      int cellsUp = Math.max(1, (int) Math.round(cellsAcross * axes.height() / axes.width()));
      double[][] points = new double[cellsUp * cellsAcross][];
      for (int i = 0; i < points.length; i++) {
        double u = (i % cellsAcross + 0.5) / cellsAcross;
        double v = (i / cellsAcross + 0.5) / cellsUp;
        points[i] = new double[] {axes.xMin() + u * axes.width(), axes.yMin() + v * axes.height()};
      }
      double[][] vectors = score.at(points);
      if (vectors.length != points.length) {
        throw new IllegalArgumentException(
            "the score must return one vector a point, got %d for %d points"
                .formatted(vectors.length, points.length));
      }
      return new Field(points, vectors, cellsAcross);
    }

    /** The norm below which a share of the finite vectors lies; 1 if there are none. */
    double normQuantile(double share) {
      double[] norms =
          Arrays.stream(vectors)
              .mapToDouble(v -> Math.hypot(v[0], v[1]))
              .filter(Double::isFinite)
              .sorted()
              .toArray();
      double norm = norms.length == 0 ? 0 : norms[(int) (share * (norms.length - 1))];
      return norm > 0 ? norm : 1;
    }
  }

  @Override
  public void draw(Graphics2D g, PlotArea area) {
    background.draw(g, area);
    g.setColor(INK);
    double full = SHARE_OF_CELL * area.width() / field.cellsAcross();
    for (int i = 0; i < field.points().length; i++) {
      double[] vector = field.vectors()[i];
      double norm = Math.hypot(vector[0], vector[1]);
      double length = full * Math.min(1, norm / fullNorm);
      if (Double.isFinite(norm) && length >= SHORTEST) {
        double[] point = field.points()[i];
        drawArrow(
            g, area.x(point[0]), area.y(point[1]), vector[0] / norm, -vector[1] / norm, length);
      }
    }
  }

  /** Draws an arrow centred on a point along a unit direction, in page units. */
  static void drawArrow(Graphics2D g, double x, double y, double dx, double dy, double length) {
    double head = Math.min(0.45 * length, 5.5);
    double half = 0.4 * head;
    double tipX = x + dx * length / 2;
    double tipY = y + dy * length / 2;
    double neckX = tipX - dx * head;
    double neckY = tipY - dy * head;
    g.setStroke(new BasicStroke(1.15f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    g.draw(new Line2D.Double(x - dx * length / 2, y - dy * length / 2, neckX, neckY));
    Path2D triangle = new Path2D.Double();
    triangle.moveTo(tipX, tipY);
    triangle.lineTo(neckX - dy * half, neckY + dx * half);
    triangle.lineTo(neckX + dy * half, neckY - dx * half);
    triangle.closePath();
    g.fill(triangle);
  }
}
