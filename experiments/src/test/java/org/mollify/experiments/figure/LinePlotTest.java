package org.mollify.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinePlotTest {

  private static final int ORANGE = 0xFFD55E00;
  private static final int BLUE = 0xFF0072B2;
  private static final double[] X = {1, 2, 3, 4};

  @TempDir Path folder;

  @Test
  void each_line_has_a_colour_of_its_own_on_white() throws IOException {
    BufferedImage image =
        written(
            new LinePlot("epoch", "FID", false)
                .line("vanilla", X, new double[] {4, 3, 2, 2})
                .line("mollified", X, new double[] {5, 3, 1, 1}));
    assertThat(image.getWidth()).isEqualTo(1600);
    assertThat(image.getHeight()).isEqualTo(960);
    assertThat(image.getRGB(2, 2)).isEqualTo(0xFFFFFFFF);
    assertThat(count(image, ORANGE)).isGreaterThan(500);
    assertThat(count(image, BLUE)).isGreaterThan(500);
  }

  @Test
  void a_nan_leaves_a_gap_in_the_line() throws IOException {
    double[] x = IntStream.range(0, 100).asDoubleStream().toArray();
    double[] whole = IntStream.range(0, 100).mapToDouble(i -> 5 + i % 7).toArray();
    double[] gap = whole.clone();
    for (int i = 20; i < 60; i++) {
      gap[i] = Double.NaN;
    }
    long without = count(written(new LinePlot("x", "y", false).line("a", x, whole)), ORANGE);
    long with = count(written(new LinePlot("x", "y", false).line("a", x, gap)), ORANGE);
    assertThat(with).isBetween(without / 3, without * 4 / 5);
  }

  @Test
  void on_a_logarithmic_axis_equal_ratios_are_equally_far_apart() throws IOException {
    double[] ratios = {1e-8, 1e-6, 1e-4, 1e-2};
    BufferedImage image = written(new LinePlot("x", "y", true).line("a", X, ratios));
    int[] middle = extent(image, 300, 1500);
    // On a linear axis, three of the four points would share the lowest pixel rows.
    long inUpperHalf = countRows(image, middle[0], (middle[0] + middle[1]) / 2);
    long inLowerHalf = countRows(image, (middle[0] + middle[1]) / 2, middle[1]);
    assertThat((double) inUpperHalf / inLowerHalf).isBetween(0.7, 1.4);
  }

  @Test
  void a_logarithmic_axis_has_labels_even_within_one_decade() throws IOException {
    BufferedImage image =
        written(new LinePlot("x", "y", true).line("a", X, new double[] {2e-6, 3e-6, 4e-6, 5e-6}));
    // The widened range ends at its labels 1E-6 and 1E-5, so the line keeps off both edges.
    int[] rows = extent(image, 300, 1500);
    assertThat(rows[0]).isGreaterThan(200);
    assertThat(rows[1]).isLessThan(700);
  }

  @Test
  void error_bars_take_the_colour_of_their_line() throws IOException {
    double[] y = {4, 3, 2, 2};
    long bare = count(written(new LinePlot("x", "y", false).line("a", X, y)), ORANGE);
    long barred =
        count(
            written(new LinePlot("x", "y", false).line("a", X, y, new double[] {1, 1, 1, 1})),
            ORANGE);
    assertThat(barred).isGreaterThan(bare + 100);
  }

  @Test
  void bad_input_is_answered_in_one_line() {
    LinePlot plot = new LinePlot("x", "y", true).line("a", X, new double[] {1, 1, 1, 1});
    assertThatThrownBy(() -> new LinePlot("x", "y", true).write(folder.resolve("a.png")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a line plot needs at least one line before it is written");
    assertThatThrownBy(() -> plot.line("b", X, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 'b' needs as many y as x, at least one, got 4 x and 2 y");
    assertThatThrownBy(() -> plot.line("a", X, X)).hasMessage("there is a line 'a' already");
    assertThatThrownBy(() -> plot.line("b", X, new double[] {1, 0, 1, 1}))
        .hasMessage(
            "point 1 of line 'b' reaches down to 0.0, which a logarithmic axis cannot show");
    assertThatThrownBy(() -> plot.line("b", X, X, new double[] {0, 0, 3.5, 0}))
        .hasMessage(
            "point 2 of line 'b' reaches down to -0.5, which a logarithmic axis cannot show");
    assertThatThrownBy(() -> plot.line("b", X, X, new double[] {0, -1, 0, 0}))
        .hasMessage("error bar 1 of line 'b' must be a finite number of at least 0, got -1.0");
    assertThatThrownBy(() -> plot.line("b", X, new double[] {1, Double.POSITIVE_INFINITY, 1, 1}))
        .hasMessage(
            "point 1 of line 'b' is (2.0, Infinity), which no axis holds; use NaN for a gap in y");
    assertThatThrownBy(() -> plot.write(folder.resolve("a.gif")))
        .hasMessageStartingWith("a figure's file name must end in .png, got ");
    assertThat(Files.exists(folder.resolve("a.gif"))).isFalse();
  }

  private BufferedImage written(LinePlot plot) throws IOException {
    Path file = folder.resolve("plot.png");
    plot.write(file);
    return ImageIO.read(file.toFile());
  }

  private static long count(BufferedImage image, int colour) {
    return IntStream.of(image.getRGB(0, 0, image.getWidth(), 800, null, 0, image.getWidth()))
        .filter(rgb -> rgb == colour)
        .count();
  }

  private static long countRows(BufferedImage image, int top, int bottom) {
    return IntStream.of(
            image.getRGB(0, top, image.getWidth(), bottom - top, null, 0, image.getWidth()))
        .filter(rgb -> rgb == ORANGE)
        .count();
  }

  /** First and last pixel row that holds the first line's colour, the legend left out. */
  private static int[] extent(BufferedImage image, int left, int right) {
    int[] rows =
        IntStream.range(0, 800)
            .filter(y -> IntStream.range(left, right).anyMatch(x -> image.getRGB(x, y) == ORANGE))
            .toArray();
    return new int[] {rows[0], rows[rows.length - 1]};
  }
}
