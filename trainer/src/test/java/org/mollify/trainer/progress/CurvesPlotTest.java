package org.mollify.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.trainer.loop.EpochReport;

class CurvesPlotTest {

  private static final int GREY = 0x8C8C8C;
  private static final int BLUE = 0x2364AA;

  @TempDir Path folder;

  private static EpochReport report(int epoch, Double loss, Double validation) {
    return new EpochReport(epoch, epoch, 0, loss, validation, false, 0, 1, 1);
  }

  private BufferedImage draw(List<EpochReport> reports) throws IOException {
    CurvesPlot.write(folder, reports);
    return ImageIO.read(folder.resolve(CurvesPlot.FILE_NAME).toFile());
  }

  private static long pixels(BufferedImage image, int colour) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(
            i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xFFFFFF) == colour)
        .count();
  }

  @Test
  void both_curves_are_drawn_into_an_image_that_decodes() throws IOException {
    BufferedImage image =
        draw(
            IntStream.rangeClosed(1, 20)
                .mapToObj(i -> report(i, 3 - 0.1 * i, -4 + 0.1 * i))
                .toList());
    assertThat(image.getWidth()).isEqualTo(900);
    assertThat(image.getHeight()).isEqualTo(520);
    assertThat(pixels(image, GREY)).isGreaterThan(300);
    assertThat(pixels(image, BLUE)).isGreaterThan(300);
  }

  @Test
  void one_epoch_is_a_plot_too() throws IOException {
    assertThat(pixels(draw(List.of(report(1, 2.0, -2.5))), BLUE)).isPositive();
  }

  @Test
  void epochs_that_are_not_finite_are_gaps() throws IOException {
    List<EpochReport> reports =
        List.of(report(1, 2.0, -2.0), report(2, null, null), report(3, 1.0, -1.5));
    assertThat(pixels(draw(reports), BLUE)).isPositive();
  }

  @Test
  void nothing_is_drawn_where_no_epoch_was_finite() throws IOException {
    CurvesPlot.write(folder, List.of(report(1, null, null)));
    assertThat(folder.resolve(CurvesPlot.FILE_NAME)).doesNotExist();
  }
}
