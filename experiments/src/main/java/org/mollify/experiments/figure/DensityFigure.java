package org.mollify.experiments.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Distributions in the plane compared, after Figures 4 and 6 of the paper: one row for each of
 * truth, vanilla, mollified or any other list, and in each row samples, density and score.
 *
 * <p>All rows share axes, colours and arrow lengths, and the first row sets their scale: its
 * highest density takes the last colour and higher densities elsewhere take it too, which the
 * colour bar shows by a pointed end. So a model that piles up density in a thread does not darken
 * the truth.
 *
 * <pre>{@code
 * new DensityFigure(Axes.square(4.5), List.of(
 *         DensityRow.of("truth", truthSamples, truthLogDensity).withScore(truthScore),
 *         DensityRow.of("vanilla", samples, logDensity).withMmdSquared(mmd)))
 *     .write(Path.of("figure4.png"));
 * }</pre>
 *
 * @param axes the part of the plane to show; one unit is equally long in x and y
 * @param rows the distributions, at least one
 * @param pixelRatio pixels for each of the figure's 1200 units of width, 1 to 4
 */
public record DensityFigure(Axes axes, List<DensityRow> rows, int pixelRatio) {

  private static final int WIDTH = 1200;
  private static final double LEFT = 48;
  private static final double RIGHT = 24;
  private static final double GAP = 28;
  private static final double HEADINGS = 40;
  private static final double ROW_TITLE = 50;
  private static final double BELOW_ROWS = 30;
  private static final double KEY = 62;

  /** Even, so that no node falls on the origin, where polar densities divide by zero. */
  private static final int GRID_NODES = 240;

  private static final int ARROWS = 20;
  private static final double FULL_ARROW_QUANTILE = 0.45;

  private static final Font HEADING_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
  private static final Font NAME_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  private static final Font METRIC_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Color CONTOUR_ON_VIVID = new Color(255, 255, 255, 110);
  private static final Color CONTOUR_ON_PALE = new Color(60, 100, 150, 70);
  private static final String[] HEADINGS_TEXT = {
    "Samples", "Density  p(x)", "Score  \u2207 log p(x)"
  };

  /**
   * Checks the rows and the pixel ratio.
   *
   * @throws IllegalArgumentException if there is no row or the ratio is not 1 to 4
   */
  public DensityFigure {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a density figure needs at least one row, got none");
    }
    if (pixelRatio < 1 || pixelRatio > 4) {
      throw new IllegalArgumentException("the pixel ratio must be 1 to 4, got " + pixelRatio);
    }
    rows = List.copyOf(rows);
  }

  /**
   * A figure 2400 pixels wide, to be shown at half its size on ordinary screens.
   *
   * @param axes the part of the plane to show
   * @param rows the distributions, at least one
   */
  public DensityFigure(Axes axes, List<DensityRow> rows) {
    this(axes, rows, 2);
  }

  /**
   * Draws the figure and writes it as a PNG file, whole or not at all.
   *
   * @param target file to write, ending in {@code .png}; missing folders are made
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if the name does not end in {@code .png}, or the first row's
   *     density is zero or infinite all over the axes
   */
  public void write(Path target) throws IOException {
    PngFile.write(draw(), target);
  }

  BufferedImage draw() {
    double panelWidth = (WIDTH - LEFT - RIGHT - 2 * GAP) / 3;
    double panelHeight = panelWidth * axes.height() / axes.width();
    double height = HEADINGS + rows.size() * (ROW_TITLE + panelHeight) + BELOW_ROWS + KEY;
    BufferedImage image =
        new BufferedImage(
            WIDTH * pixelRatio, (int) Math.ceil(height * pixelRatio), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      prepare(g, image);
      drawHeadings(g, panelWidth);
      drawRows(g, panelWidth, panelHeight);
    } finally {
      g.dispose();
    }
    return image;
  }

  private void drawRows(Graphics2D g, double panelWidth, double panelHeight) {
    int nodesUp = Math.max(2, (int) Math.round(GRID_NODES * axes.height() / axes.width()));
    List<DensityGrid> grids =
        rows.stream()
            .map(row -> DensityGrid.of(row.logDensity(), axes, GRID_NODES, nodesUp))
            .toList();
    List<QuiverPanel.Field> fields =
        rows.stream().map(row -> QuiverPanel.Field.of(row.score(), axes, ARROWS)).toList();
    double maximum = grids.get(0).maximum();
    if (maximum == 0) {
      throw new IllegalArgumentException(
          "the density of row '%s' is zero or not finite all over the axes; the first row sets the colours, so show a part of the plane where it has density"
              .formatted(rows.get(0).name()));
    }
    double fullNorm = fields.get(0).normQuantile(FULL_ARROW_QUANTILE);
    double top = HEADINGS;
    for (int r = 0; r < rows.size(); r++) {
      drawRowTitle(g, rows.get(r), top);
      top += ROW_TITLE;
      Panel pale = new HeatMapPanel(grids.get(r), maximum, ColourMap.PALE, CONTOUR_ON_PALE);
      List<Panel> panels =
          List.of(
              new SamplesPanel(rows.get(r).samples(), maximum, ColourMap.VIVID),
              new HeatMapPanel(grids.get(r), maximum, ColourMap.VIVID, CONTOUR_ON_VIVID),
              new QuiverPanel(pale, fields.get(r), fullNorm));
      for (int p = 0; p < panels.size(); p++) {
        PlotArea area = new PlotArea(panelLeft(p, panelWidth), top, panelWidth, panelHeight, axes);
        drawClipped(g, panels.get(p), area);
        AxisFrame.draw(g, area, r == rows.size() - 1, p == 0);
      }
      top += panelHeight;
    }
    boolean overflow = grids.stream().anyMatch(grid -> grid.maximum() > maximum * 1.001);
    double keyTop = top + BELOW_ROWS + 14;
    FigureKey.drawColourBar(
        g, LEFT, panelLeft(1, panelWidth) + panelWidth, keyTop, maximum, ColourMap.VIVID, overflow);
    FigureKey.drawArrowKey(g, panelLeft(2, panelWidth), keyTop, panelWidth / ARROWS, fullNorm);
  }

  private static void drawClipped(Graphics2D g, Panel panel, PlotArea area) {
    Shape outer = g.getClip();
    g.clip(area.bounds());
    panel.draw(g, area);
    g.setClip(outer);
  }

  private static void drawHeadings(Graphics2D g, double panelWidth) {
    g.setFont(HEADING_FONT);
    g.setColor(AxisFrame.TEXT);
    FontMetrics metrics = g.getFontMetrics();
    for (int p = 0; p < HEADINGS_TEXT.length; p++) {
      double middle = panelLeft(p, panelWidth) + panelWidth / 2;
      double width = metrics.stringWidth(HEADINGS_TEXT[p]);
      g.drawString(HEADINGS_TEXT[p], (float) (middle - width / 2), 32f);
    }
  }

  private static void drawRowTitle(Graphics2D g, DensityRow row, double top) {
    float baseline = (float) (top + ROW_TITLE - 12);
    g.setFont(NAME_FONT);
    g.setColor(Color.BLACK);
    g.drawString(row.name(), (float) LEFT, baseline);
    double after = LEFT + g.getFontMetrics().stringWidth(row.name()) + 18;
    String metrics = String.join("   \u00B7   ", row.metrics());
    g.setFont(METRIC_FONT);
    double room = (WIDTH - RIGHT - after) / Math.max(1, g.getFontMetrics().stringWidth(metrics));
    g.setFont(METRIC_FONT.deriveFont((float) (METRIC_FONT.getSize() * Math.min(1, room))));
    g.setColor(AxisFrame.TEXT);
    g.drawString(metrics, (float) after, baseline);
  }

  private static double panelLeft(int index, double panelWidth) {
    return LEFT + index * (panelWidth + GAP);
  }

  private void prepare(Graphics2D g, BufferedImage image) {
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.scale(pixelRatio, pixelRatio);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
  }
}
