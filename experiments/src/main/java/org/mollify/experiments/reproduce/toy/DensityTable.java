package org.mollify.experiments.reproduce.toy;

import java.util.ArrayList;
import java.util.List;
import org.mollify.experiments.figure.Axes;
import org.mollify.experiments.figure.DensityRow;

/** The numbers behind the density and score panels of a figure, on a grid coarser than its own. */
final class DensityTable {

  static final String HEADER = "distribution,x,y,log_density,score_x,score_y";

  private static final int NODES = 31;

  private DensityTable() {}

  /** One line a distribution and node; nodes at the middles of 31 x 31 cells. */
  static List<String> of(Axes axes, List<DensityRow> rows) {
    double[][] nodes = new double[NODES * NODES][];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] =
          new double[] {
            middle(axes.xMin(), axes.xMax(), i % NODES), middle(axes.yMin(), axes.yMax(), i / NODES)
          };
    }
    List<String> lines = new ArrayList<>();
    for (DensityRow row : rows) {
      double[] logDensity = row.logDensity().at(nodes);
      double[][] score = row.score().at(nodes);
      for (int i = 0; i < nodes.length; i++) {
        lines.add(
            "\"%s\",%s,%s,%s,%s,%s"
                .formatted(
                    row.name(),
                    (float) nodes[i][0],
                    (float) nodes[i][1],
                    (float) logDensity[i],
                    (float) score[i][0],
                    (float) score[i][1]));
      }
    }
    return lines;
  }

  private static double middle(double low, double high, int cell) {
    return low + (cell + 0.5) * (high - low) / NODES;
  }
}
