package org.mollify.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
    Path table = SmallRun.table(folder, 200, 3, 1);
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
            table.toString());
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
