package org.mollify.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DensityFigureTest {

  private static final Axes AXES = Axes.square(4.5);
  private static final TwoGaussians TRUTH = TwoGaussians.PAPER;
  private static final int WHITE = 0xFFFFFFFF;

  // Panels of a two-row figure at one pixel a unit: lefts 48, 432.7, 817.3; side 357 to 358.
  private static final int[] LEFTS = {48, 433, 819};
  private static final int[] TOPS = {90, 497};
  private static final int SIDE = 357;

  @TempDir Path folder;

  @Test
  void the_file_is_a_png_1200_units_wide_with_room_for_every_row() throws IOException {
    BufferedImage one = written(List.of(TRUTH.row("truth", 500, 1)), 1);
    BufferedImage two = written(List.of(TRUTH.row("a", 500, 1), TRUTH.row("b", 500, 2)), 1);
    BufferedImage fine = written(List.of(TRUTH.row("truth", 500, 1)), 2);
    assertThat(one.getWidth()).isEqualTo(1200);
    assertThat(two.getHeight() - one.getHeight()).isBetween(400, 415);
    assertThat(fine.getWidth()).isEqualTo(2400);
    assertThat(fine.getHeight()).isBetween(2 * one.getHeight() - 2, 2 * one.getHeight() + 2);
  }

  @Test
  void every_panel_holds_many_colours_and_the_margins_are_white() throws IOException {
    BufferedImage image =
        written(List.of(TRUTH.row("a", 3000, 1), new TwoGaussians(1, 1).row("b", 3000, 2)), 1);
    for (int top : TOPS) {
      for (int left : LEFTS) {
        assertThat(colours(image, left + 4, top + 4, SIDE - 8, SIDE - 8)).hasSizeGreaterThan(60);
      }
    }
    assertThat(colours(image, 0, 0, 16, image.getHeight())).containsExactly(WHITE);
    assertThat(colours(image, 1184, 0, 16, image.getHeight())).containsExactly(WHITE);
    assertThat(colours(image, 0, 0, 1200, 8)).containsExactly(WHITE);
  }

  @Test
  void the_density_panel_takes_the_last_colour_at_a_mode_and_the_first_far_from_all()
      throws IOException {
    BufferedImage image = written(List.of(TRUTH.row("truth", 100, 1)), 1);
    assertThat(ramp(0.97, 1)).contains(image.getRGB(xOf(1, 0), yOf(0, 2)));
    assertThat(ramp(0.97, 1)).contains(image.getRGB(xOf(1, 0), yOf(0, -2)));
    assertThat(ramp(0, 0.01)).contains(image.getRGB(xOf(1, 4), yOf(0, 0)));
  }

  @Test
  void a_row_with_another_density_differs_from_the_truth_in_every_panel() throws IOException {
    BufferedImage image =
        written(List.of(TRUTH.row("a", 3000, 1), new TwoGaussians(1, 1.2).row("b", 3000, 1)), 1);
    for (int left : LEFTS) {
      assertThat(differing(image, left)).isGreaterThan(SIDE * SIDE / 50);
    }
  }

  @Test
  void one_figure_written_twice_gives_equal_bytes() throws IOException {
    Path first = folder.resolve("first.png");
    Path second = folder.resolve("second.png");
    new DensityFigure(AXES, List.of(TRUTH.row("truth", 800, 5)), 1).write(first);
    new DensityFigure(AXES, List.of(TRUTH.row("truth", 800, 5)), 1).write(second);
    assertThat(first).hasSameBinaryContentAs(second);
  }

  @Test
  void a_denser_second_row_leaves_the_colours_of_the_first_as_they_were() throws IOException {
    BufferedImage alone = written(List.of(TRUTH.row("a", 500, 1)), 1);
    BufferedImage beside =
        written(List.of(TRUTH.row("a", 500, 1), new TwoGaussians(2, 0.2).row("b", 500, 1)), 1);
    int bottom = TOPS[0] + SIDE;
    assertThat(pixels(beside, LEFTS[1], TOPS[0], SIDE, bottom - TOPS[0] - 2))
        .isEqualTo(pixels(alone, LEFTS[1], TOPS[0], SIDE, bottom - TOPS[0] - 2));
  }

  @Test
  void samples_are_drawn_where_they_lie_and_those_outside_or_not_finite_are_counted()
      throws IOException {
    double[][] three = {{3, 3}, {100, 0}, {Double.NaN, 0}};
    BufferedImage image = written(List.of(DensityRow.of("truth", three, TRUTH::logDensity)), 1);
    assertThat(colours(image, xOf(0, 3) - 2, yOf(0, 3) - 2, 5, 5)).hasSizeGreaterThan(1);
    assertThat(colours(image, xOf(0, -3) - 5, yOf(0, 0) - 5, 10, 10)).containsExactly(WHITE);
    int noteLeft = LEFTS[0] + SIDE - 80;
    assertThat(colours(image, noteLeft, TOPS[0] + SIDE - 22, 75, 18)).hasSizeGreaterThan(4);
  }

  @Test
  void a_score_that_is_not_finite_leaves_its_arrow_out() throws IOException {
    ScoreField broken =
        points -> {
          double[][] scores = TRUTH.score(points);
          for (int i = 0; i < scores.length; i++) {
            if (points[i][0] < 0) {
              scores[i][1] = Double.NaN;
            }
          }
          return scores;
        };
    BufferedImage image = written(List.of(TRUTH.row("truth", 100, 1).withScore(broken)), 1);
    assertThat(colours(image, xOf(2, -4.3), yOf(0, 1), 50, 80)).containsExactly(WHITE);
    assertThat(colours(image, xOf(2, 3), yOf(0, 1), 50, 80)).hasSizeGreaterThan(5);
  }

  @Test
  void a_pole_of_the_density_does_not_set_the_colours() throws IOException {
    LogDensity pole =
        points -> {
          double[] logs = TRUTH.logDensity(points);
          logs[0] = Double.POSITIVE_INFINITY;
          return logs;
        };
    BufferedImage image = written(List.of(DensityRow.of("truth", TRUTH.sample(10, 1), pole)), 1);
    assertThat(ramp(0.97, 1)).contains(image.getRGB(xOf(1, 0), yOf(0, 2)));
  }

  @Test
  void the_metrics_of_a_row_are_set_in_the_order_given() {
    DensityRow row =
        TRUTH
            .row("vanilla", 10, 1)
            .withMmdSquared(2.24e-8)
            .withMeanLogLikelihood(-2.7019)
            .withMetric("seed 3");
    assertThat(row.metrics())
        .containsExactly(
            "MMD\u00B2 2.24\u2009\u00D7\u200910\u207B\u2078",
            "mean log-likelihood \u22122.702 nats",
            "seed 3");
    assertThat(TRUTH.row("truth", 10, 1).withMmdFloor(1e-8).metrics().get(0))
        .endsWith("against other samples of itself");
  }

  @Test
  void a_row_of_long_metrics_still_ends_before_the_right_margin() throws IOException {
    DensityRow row = TRUTH.row("truth", 10, 1).withMetric("a rather long remark ".repeat(12));
    BufferedImage image = written(List.of(row), 1);
    assertThat(colours(image, 1180, 0, 20, image.getHeight())).containsExactly(WHITE);
  }

  @Test
  void missing_folders_are_made_and_no_temporary_file_is_left() throws IOException {
    Path target = folder.resolve("a/b/figure.png");
    new DensityFigure(AXES, List.of(TRUTH.row("truth", 10, 1)), 1).write(target);
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void the_file_may_be_read_by_whoever_may_read_a_file_written_directly() throws IOException {
    Path target = folder.resolve("figure.png");
    new DensityFigure(AXES, List.of(TRUTH.row("truth", 10, 1)), 1).write(target);
    Path plain = Files.writeString(folder.resolve("plain.txt"), "");
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void bad_input_is_answered_in_one_line() {
    assertThatThrownBy(() -> new DensityFigure(AXES, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a density figure needs at least one row, got none");
    assertThatThrownBy(() -> new DensityFigure(AXES, List.of(TRUTH.row("a", 1, 1)), 9))
        .hasMessage("the pixel ratio must be 1 to 4, got 9");
    assertThatThrownBy(() -> DensityRow.of("a", new double[0][], TRUTH::logDensity))
        .hasMessage("row 'a' has no samples to draw");
    assertThatThrownBy(() -> DensityRow.of("a", new double[1][3], TRUTH::logDensity))
        .hasMessage(
            "a density figure draws two-dimensional data; row 'a' has a sample with 3 values");
    DensityFigure figure = new DensityFigure(AXES, List.of(TRUTH.row("a", 1, 1)), 1);
    assertThatThrownBy(() -> figure.write(folder.resolve("figure.jpg")))
        .hasMessageStartingWith("a figure's file name must end in .png, got ");
    DensityRow shortAnswer = DensityRow.of("a", new double[1][2], points -> new double[3]);
    assertThatThrownBy(() -> new DensityFigure(AXES, List.of(shortAnswer), 1).draw())
        .hasMessage("the log-density must return one number a point, got 3 for 57600 points");
    TwoGaussians far = new TwoGaussians(4000, 0.1);
    assertThatThrownBy(() -> new DensityFigure(AXES, List.of(far.row("far", 5, 1)), 1).draw())
        .hasMessage(
            "the density of row 'far' is zero or not finite all over the axes; the first row sets the"
                + " colours, so show a part of the plane where it has density");
  }

  private BufferedImage written(List<DensityRow> rows, int pixelRatio) throws IOException {
    Path file = folder.resolve("figure.png");
    new DensityFigure(AXES, rows, pixelRatio).write(file);
    return ImageIO.read(file.toFile());
  }

  private static Set<Integer> ramp(double from, double to) {
    Set<Integer> colours = new HashSet<>();
    for (double value = from; value <= to; value += 1e-4) {
      colours.add(ColourMap.VIVID.rgb(value));
    }
    return colours;
  }

  private static int xOf(int panel, double x) {
    return (int) Math.round(LEFTS[panel] + (x + 4.5) / 9 * SIDE);
  }

  private static int yOf(int row, double y) {
    return (int) Math.round(TOPS[row] + (4.5 - y) / 9 * SIDE);
  }

  private static Set<Integer> colours(
      BufferedImage image, int left, int top, int width, int height) {
    Set<Integer> colours = new HashSet<>();
    for (int rgb : pixels(image, left, top, width, height)) {
      colours.add(rgb);
    }
    return colours;
  }

  private static int[] pixels(BufferedImage image, int left, int top, int width, int height) {
    return image.getRGB(left, top, width, height, null, 0, width);
  }

  private static int differing(BufferedImage image, int left) {
    int[] first = pixels(image, left, TOPS[0], SIDE, SIDE);
    int[] second = pixels(image, left, TOPS[1], SIDE, SIDE);
    int count = 0;
    for (int i = 0; i < first.length; i++) {
      count += first[i] != second[i] ? 1 : 0;
    }
    return count;
  }
}
