package org.mollify.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.trainer.loop.EpochReport;

class MetricsLogTest {

  @TempDir Path folder;

  private static EpochReport report(int epoch) {
    return new EpochReport(
        epoch, 10L * epoch, 0.1, 1.0 / 3, epoch == 2 ? null : -0.7, true, 0, 0.5, 1e4);
  }

  private void write(int epochs) throws IOException {
    try (MetricsLog log = MetricsLog.open(folder, 0)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        log.append(report(epoch));
      }
    }
  }

  private Path file() {
    return folder.resolve(MetricsLog.FILE_NAME);
  }

  @Test
  void what_was_appended_is_read_back_exactly() throws IOException {
    write(3);
    assertThat(MetricsLog.read(folder)).containsExactly(report(1), report(2), report(3));
    assertThat(Files.readAllLines(file())).hasSize(3);
  }

  @Test
  void an_epoch_is_in_the_file_as_soon_as_it_is_appended() throws IOException {
    try (MetricsLog log = MetricsLog.open(folder, 0)) {
      log.append(report(1));
      assertThat(MetricsLog.read(folder)).containsExactly(report(1));
    }
  }

  @Test
  void a_half_written_last_line_is_left_out_and_gone_when_the_run_goes_on() throws IOException {
    write(3);
    Files.writeString(file(), "{\"epoch\":4,\"step\":4", StandardOpenOption.APPEND);
    assertThat(MetricsLog.read(folder)).hasSize(3);
    try (MetricsLog log = MetricsLog.open(folder, 3)) {
      log.append(report(4));
      assertThat(log.reports()).hasSize(4);
    }
    assertThat(MetricsLog.read(folder)).hasSize(4).last().isEqualTo(report(4));
  }

  @Test
  void epochs_beyond_the_checkpoint_are_dropped_when_the_run_goes_on() throws IOException {
    write(5);
    MetricsLog.open(folder, 2).close();
    assertThat(MetricsLog.read(folder)).containsExactly(report(1), report(2));
  }

  @Test
  void a_damaged_line_in_the_middle_is_named() throws IOException {
    write(2);
    Files.writeString(file(), "not an epoch\n{}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> MetricsLog.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file() + ", line 3 is not an epoch of a training run: ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void a_run_that_logged_nothing_has_no_epochs() throws IOException {
    assertThat(MetricsLog.read(folder)).isEmpty();
  }
}
