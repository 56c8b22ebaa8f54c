package org.mollify.trainer.progress;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.loop.EpochReport;

/**
 * {@code curves.png}: by epoch, the log-likelihood that training saw (the negative loss, on
 * mollified data) and that of the clean validation rows.
 *
 * <p>A diverging epoch would flatten everything else, so the axis covers the middle 95 percent of
 * the values.
 */
public final class CurvesPlot {

  /** Name of the file in the run folder. */
  public static final String FILE_NAME = "curves.png";

  private static final Color TRAINING = new Color(0x8C8C8C);
  private static final Color VALIDATION = new Color(0x2364AA);

  private CurvesPlot() {}

  /**
   * Draws the curves.
   *
   * @param folder run folder
   * @param reports epochs, at least one
   * @throws IOException if the file cannot be written
   */
  public static void write(Path folder, List<EpochReport> reports) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(520)
            .title("Log-likelihood in model space")
            .xAxisTitle("epoch")
            .yAxisTitle("nats per item")
            .build();
    style(chart);
    add(chart, "training data, as mollified", reports, TRAINING, CurvesPlot::training);
    add(chart, "validation data, clean", reports, VALIDATION, EpochReport::validation);
    if (chart.getSeriesMap().isEmpty()) {
      return;
    }
    bound(chart, reports);
    AtomicFile.write(
        folder.resolve(FILE_NAME), out -> BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG));
  }

  private static Double training(EpochReport report) {
    return report.loss() == null ? null : -report.loss();
  }

  private static void style(XYChart chart) {
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE6E6E6));
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 17));
    chart.getStyler().setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setChartPadding(16);
  }

  private static void add(
      XYChart chart,
      String name,
      List<EpochReport> reports,
      Color color,
      Function<EpochReport, Double> value) {
    List<EpochReport> finite =
        reports.stream().filter(report -> Objects.nonNull(value.apply(report))).toList();
    if (finite.isEmpty()) {
      return;
    }
    // Where points are evenly spaced, the chart labels multiples of their spacing and crowds the
    // axis;
    // one undrawn point between two epochs makes it choose round labels instead.
    int n = finite.size();
    double[] epochs = new double[n + 1];
    double[] values = new double[n + 1];
    for (int i = 0; i < n; i++) {
      epochs[i] = finite.get(i).epoch();
      values[i] = value.apply(finite.get(i));
    }
    epochs[n] = epochs[n - 1] + 0.3;
    values[n] = Double.NaN;
    XYSeries series = chart.addSeries(name, epochs, values);
    series.setMarker(finite.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setLineStyle(new BasicStroke(2));
  }

  private static void bound(XYChart chart, List<EpochReport> reports) {
    double[] values =
        reports.stream()
            .flatMap(report -> Arrays.asList(training(report), report.validation()).stream())
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double low = values[(int) (0.025 * (values.length - 1))];
    double high = values[(int) Math.ceil(0.975 * (values.length - 1))];
    double margin = Math.max(0.05 * (high - low), 1e-6);
    chart.getStyler().setYAxisMin(low - margin);
    chart.getStyler().setYAxisMax(high + margin);
  }
}
