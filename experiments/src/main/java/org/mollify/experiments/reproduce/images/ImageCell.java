package org.mollify.experiments.reproduce.images;

import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;

/**
 * One training run on images.
 *
 * @param data data set
 * @param model registry name of the model
 * @param mollifier {@code none}, {@code gaussian} or {@code blurring}
 * @param schedule noise schedule, which vanilla and blurring runs do not have
 * @param seed seed of the run
 */
public record ImageCell(String data, String model, String mollifier, String schedule, int seed) {

  /** Name of the cell's files. */
  String id() {
    return mollifier.equals("gaussian") && !schedule.equals("sigmoid")
        ? "%s-%s-%s-%s-s%d".formatted(data, model, mollifier, schedule, seed)
        : "%s-%s-%s-s%d".formatted(data, model, mollifier, seed);
  }

  /**
   * The protocol: the model's preset of the paper's size, or its small one on the CPU.
   *
   * @param quick whether it is the small one
   */
  TrainingConfig config(boolean quick) {
    ConfigLayers layers =
        new ConfigLayers()
            .preset(Preset.of(model + "-" + (quick ? "small" : data)))
            .set("data", data)
            .set("allowPartial", true)
            .set("mollifier", mollifier)
            .set("schedule", schedule)
            .set("seed", seed)
            .set("threads", 1)
            .set("checkpointSeconds", 30);
    return (quick ? layers.set("device", "cpu") : layers).build();
  }

  @Override
  public String toString() {
    return id();
  }
}
