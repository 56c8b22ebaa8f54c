package org.mollify.experiments.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over one x axis, such as the learning curves of the paper's Figure 5 or FID against
 * epochs, drawn by XChart on white.
 *
 * <pre>{@code
 * new LinePlot("iteration", "MMD^2", true)
 *     .line("vanilla", iterations, vanillaMmd)
 *     .line("mollified", iterations, mollifiedMmd)
 *     .write(Path.of("figure5.png"));
 * }</pre>
 */
public final class LinePlot {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 480;
  private static final int PIXEL_RATIO = 2;

  /** Powers of ten between which numbers are read more easily as they are. */
  private static final int PLAIN_FROM = -3;

  private static final int PLAIN_TO = 4;

  /** Told apart by readers with any colour vision. */
  private static final Color[] COLOURS = {
    new Color(0xD55E00),
    new Color(0x0072B2),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x222222)
  };

  private final String xLabel;
  private final String yLabel;
  private final boolean logarithmicY;
  private final List<PlotLine> lines = new ArrayList<>();

  /**
   * A plot without lines.
   *
   * @param xLabel label of the x axis
   * @param yLabel label of the y axis
   * @param logarithmicY whether the y axis is logarithmic; every y must then be positive
   */
  public LinePlot(String xLabel, String yLabel, boolean logarithmicY) {
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.logarithmicY = logarithmicY;
  }

  /**
   * Adds a line.
   *
   * @param name its name in the legend, unlike the others'
   * @param x finite numbers
   * @param y as many numbers; NaN leaves a gap
   * @return this plot
   * @throws IllegalArgumentException if the line cannot be drawn on these axes
   */
  public LinePlot line(String name, double[] x, double[] y) {
    return add(new PlotLine(name, x.clone(), y.clone(), null));
  }

  /**
   * Adds a line with error bars.
   *
   * @param name its name in the legend, unlike the others'
   * @param x finite numbers
   * @param y as many numbers; NaN leaves a gap
   * @param errors half-length of each bar, such as a standard deviation over seeds; not negative
   * @return this plot
   * @throws IllegalArgumentException if the line cannot be drawn on these axes
   */
  public LinePlot line(String name, double[] x, double[] y, double[] errors) {
    return add(new PlotLine(name, x.clone(), y.clone(), errors.clone()));
  }

  /**
   * Draws the plot and writes it as a PNG file, whole or not at all.
   *
   * @param target file to write, ending in {@code .png}; missing folders are made
   * @throws IOException if the file cannot be written
   * @throws IllegalStateException if no line was added
   * @throws IllegalArgumentException if the name does not end in {@code .png}
   */
  public void write(Path target) throws IOException {
    if (lines.isEmpty()) {
      throw new IllegalStateException("a line plot needs at least one line before it is written");
    }
    XYChart chart = chart();
    BufferedImage image =
        new BufferedImage(WIDTH * PIXEL_RATIO, HEIGHT * PIXEL_RATIO, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.scale(PIXEL_RATIO, PIXEL_RATIO);
      chart.paint(g, WIDTH, HEIGHT);
    } finally {
      g.dispose();
    }
    PngFile.write(image, target);
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    style(chart.getStyler());
    for (int i = 0; i < lines.size(); i++) {
      PlotLine line = lines.get(i);
      XYSeries series = line.addTo(chart);
      series.setMarker(line.hasFewPoints() ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setLineColor(COLOURS[i % COLOURS.length]);
      series.setMarkerColor(COLOURS[i % COLOURS.length]);
      series.setLineStyle(new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    return chart;
  }

  private void style(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(AxisFrame.LINE);
    styler.setPlotGridLinesColor(new Color(0xE4E7EC));
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setChartFontColor(AxisFrame.TEXT);
    styler.setAxisTickLabelsColor(AxisFrame.TEXT);
    styler.setAxisTickLabelsFont(AxisFrame.TICK_FONT);
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setChartTitleVisible(false);
    styler.setChartPadding(18);
    styler.setMarkerSize(6);
    styler.setLocale(Locale.ROOT);
    styler.setPlotMargin(0);
    styler.setErrorBarsColorSeriesColor(true);
    styler.setXAxisTickMarkSpacingHint(110);
    styler.setAxisTicksLineVisible(false);
    styler.setLegendPadding(14);
    styler.setXAxisDecimalPattern("#,##0.####");
    styler.setYAxisLogarithmic(logarithmicY);
    if (logarithmicY) {
      labelPowersOfTen(styler);
    }
  }

  /**
   * XChart labels powers of ten only, so a range that holds fewer than two is widened to hold two.
   * A formatting function would make it label a logarithmic axis as if it were linear, so that all
   * labels are plain or all are in scientific notation.
   */
  private void labelPowersOfTen(XYStyler styler) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (PlotLine line : lines) {
      for (int i = 0; i < line.y().length; i++) {
        if (!Double.isNaN(line.y()[i])) {
          low = Math.min(low, Math.log10(line.y()[i] - line.error(i)));
          high = Math.max(high, Math.log10(line.y()[i] + line.error(i)));
        }
      }
    }
    boolean plain = low >= PLAIN_FROM && high <= PLAIN_TO;
    styler.setYAxisDecimalPattern(plain ? "#,##0.###" : "0E0");
    if (low <= high && Math.floor(high) - Math.ceil(low) < 1) {
      double first = Math.floor(low);
      styler.setYAxisMin(Math.pow(10, first));
      styler.setYAxisMax(Math.pow(10, Math.max(Math.ceil(high), first + 1)));
    }
  }

  private LinePlot add(PlotLine line) {
    if (lines.stream().anyMatch(other -> other.name().equals(line.name()))) {
      throw new IllegalArgumentException("there is a line '%s' already".formatted(line.name()));
    }
    if (logarithmicY) {
      line.requirePositive();
    }
    lines.add(line);
    return this;
  }
}
