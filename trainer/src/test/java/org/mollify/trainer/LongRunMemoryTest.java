package org.mollify.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LongRunMemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void five_thousand_steps_hold_arrays_and_resident_memory_constant(@TempDir Path folder)
      throws Exception {
    // 160 of the rows are for training, five batches of 32, so that epochs end at 250 steps.
    holdsMemoryConstant(folder, SmallRun.table(folder, 200, 3, 1));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_thousand_steps_of_glow_on_images_hold_arrays_and_resident_memory_constant(
      @TempDir Path folder) throws Exception {
    // 80 of the pictures are for training, five batches of 16, so that epochs end at 50 steps.
    Path images = Files.createDirectories(folder.resolve("images"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_3BYTE_BGR);
      for (int p = 0; p < 64; p++) {
        image.setRGB(p % 8, p / 8, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", images.resolve("%02d.png".formatted(i)).toFile());
    }
    holdsMemoryConstant(folder, images);
  }

  private static void holdsMemoryConstant(Path folder, Path data) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // A heap that is resident from the start leaves only native memory to grow.
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "-Dai.djl.pytorch.graph_optimizer=false",
            "-Dai.djl.pytorch.num_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            LongRun.class.getName(),
            folder.resolve("run").toString(),
            data.toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    List<long[]> samples =
        text.lines()
            .filter(line -> line.matches("\\d+ \\d+ \\d+"))
            .map(line -> Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray())
            .toList();
    assertThat(samples).as(text).hasSize(20);
    assertThat(samples).as(text).extracting(sample -> sample[1]).containsOnly(samples.get(0)[1]);
    List<Long> warm = samples.subList(7, 20).stream().map(sample -> sample[2]).toList();
    assertThat(warm).as(text).allMatch(kilobytes -> kilobytes <= 1.05 * warm.get(0));
  }
}
