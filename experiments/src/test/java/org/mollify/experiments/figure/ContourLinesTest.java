package org.mollify.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContourLinesTest {

  private static final Axes AXES = Axes.square(3);
  private static final PlotArea PAGE = new PlotArea(10, 20, 300, 300, AXES);

  @Test
  void the_level_line_of_a_round_bump_is_a_circle_of_the_right_radius_and_place() {
    DensityGrid grid = DensityGrid.of(points -> logs(points, 0.5, -0.5), AXES, 121, 121);
    List<double[]> vertices = vertices(new ContourLines(grid, PAGE).at(Math.exp(-0.5)));

    assertThat(vertices).hasSizeGreaterThan(100);
    double centreX = PAGE.x(0.5);
    double centreY = PAGE.y(-0.5);
    assertThat(vertices)
        .allSatisfy(
            v -> assertThat(Math.hypot(v[0] - centreX, v[1] - centreY)).isCloseTo(50, within(0.2)));
  }

  @Test
  void a_level_above_the_peak_has_no_line() {
    DensityGrid grid = DensityGrid.of(points -> logs(points, 0, 0), AXES, 31, 31);
    assertThat(vertices(new ContourLines(grid, PAGE).at(1.5))).isEmpty();
  }

  @Test
  void a_saddle_joins_the_two_hills_below_its_height_and_parts_them_above() {
    // Two hills on one diagonal of a single cell: 1, 0 / 0, 1, with 0.5 in the middle.
    LogDensity diagonal =
        points -> {
          double[] logs = new double[points.length];
          for (int i = 0; i < logs.length; i++) {
            logs[i] = points[i][0] * points[i][1] > 0 ? 0 : Double.NEGATIVE_INFINITY;
          }
          return logs;
        };
    DensityGrid cell = DensityGrid.of(diagonal, AXES, 2, 2);
    double middleX = PAGE.x(0);
    double middleY = PAGE.y(0);
    List<double[]> joined = vertices(new ContourLines(cell, PAGE).at(0.4));
    List<double[]> parted = vertices(new ContourLines(cell, PAGE).at(0.6));
    assertThat(joined).hasSize(4);
    assertThat(parted).hasSize(4);
    // Joined: each segment cuts off an empty corner (north-west, south-east in data coordinates).
    assertThat(sameSide(joined.get(0), joined.get(1), middleX, middleY)).isEqualTo("south-east");
    assertThat(sameSide(parted.get(0), parted.get(1), middleX, middleY)).isEqualTo("south-west");
  }

  private static String sameSide(double[] from, double[] to, double middleX, double middleY) {
    double x = (from[0] + to[0]) / 2;
    double y = (from[1] + to[1]) / 2;
    return (y > middleY ? "south" : "north") + "-" + (x > middleX ? "east" : "west");
  }

  private static double[] logs(double[][] points, double x, double y) {
    double[] logs = new double[points.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = -(Math.pow(points[i][0] - x, 2) + Math.pow(points[i][1] - y, 2)) / 2;
    }
    return logs;
  }

  private static List<double[]> vertices(Path2D path) {
    List<double[]> vertices = new ArrayList<>();
    for (PathIterator it = path.getPathIterator(null); !it.isDone(); it.next()) {
      double[] vertex = new double[6];
      it.currentSegment(vertex);
      vertices.add(vertex);
    }
    return vertices;
  }
}
