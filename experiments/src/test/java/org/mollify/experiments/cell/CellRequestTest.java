package org.mollify.experiments.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.cell.TrainingCell.Watch;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;

class CellRequestTest {

  @TempDir Path run;

  private static TrainingConfig config(String preset, String data) {
    return new ConfigLayers().preset(Preset.of(preset)).set("data", data).build();
  }

  @Test
  void a_table_to_be_scored_along_the_way_is_read_back_as_it_was_written() throws IOException {
    CellRequest written =
        new CellRequest(config("maf-tabular", "redwine"), Optional.empty(), 5, Optional.empty());
    written.write(run);
    assertThat(CellRequest.read(run)).isEqualTo(written);
  }

  @Test
  void images_to_be_watched_by_inception_are_read_back_as_they_were_written() throws IOException {
    Watch watch = new Watch(null, "references.npz", 10, 1000);
    CellRequest written =
        new CellRequest(
            config("vae-small", "cifar10"),
            Optional.of(Path.of("data").toAbsolutePath()),
            0,
            Optional.of(watch));
    written.write(run);
    assertThat(CellRequest.read(run)).isEqualTo(written);
  }
}
