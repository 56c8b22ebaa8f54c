package org.mollify.experiments.reproduce.anomaly;

import java.nio.file.Path;
import java.util.Locale;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;

/** How our model is trained: the preset, with and without mollification. */
enum Trained {
  /** The preset {@code anomaly}. */
  MOLLIFIED("gaussian"),
  /** The same without annealed noise; the noise floor and all else stay. */
  VANILLA("none");

  private final String mollifier;

  Trained(String mollifier) {
    this.mollifier = mollifier;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  TrainingConfig config(Path data, int split, boolean quick) {
    ConfigLayers layers =
        new ConfigLayers()
            .preset(Preset.ANOMALY)
            .set("data", "npz:" + data)
            .set("split", "anomaly")
            .set("splitSeed", split)
            .set("seed", split)
            .set("mollifier", mollifier)
            .set("device", "cpu");
    return (quick ? layers.set("iterations", 300).set("hidden", 32) : layers).build();
  }
}
