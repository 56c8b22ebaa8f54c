package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
 * @param settings what else differs from the preset, by the names of {@code --set}
 * @param seed seed of the run
 */
public record ImageCell(
    String data,
    String model,
    String mollifier,
    String schedule,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> settings,
    int seed) {

  /** Orders the settings; none are recorded where there are none. */
  public ImageCell {
    settings = settings == null ? Map.of() : new TreeMap<>(settings);
  }

  /** Name of the cell's files. */
  String id() {
    StringBuilder id = new StringBuilder("%s-%s-%s".formatted(data, model, mollifier));
    if (mollifier.equals("gaussian") && !schedule.equals("sigmoid")) {
      id.append('-').append(schedule);
    }
    settings.forEach((key, value) -> id.append('-').append(key).append('-').append(value));
    return id.append("-s").append(seed).toString();
  }

  /**
   * The protocol: the model's preset of the paper's size, or its small one on the CPU.
   *
   * @param quick whether it is the small one
   */
  TrainingConfig config(boolean quick) {
    ConfigLayers layers =
        new ConfigLayers()
            .preset(Preset.of(preset(quick)))
            .set("data", data)
            .set("allowPartial", true)
            .set("mollifier", mollifier)
            .set("schedule", schedule)
            .set("seed", seed)
            .set("threads", 1)
            .set("checkpointSeconds", 30);
    ImageSet.of(data).settings(quick).forEach(layers::set);
    settings.forEach(layers::set);
    return (quick ? layers.set("device", "cpu") : layers).build();
  }

  /** What differs from the preset, as {@code key=value}, with spaces between. */
  String settingsText() {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The preset that a run starts from. */
  String preset(boolean quick) {
    return model + "-" + (quick ? "small" : data);
  }

  @Override
  public String toString() {
    return id();
  }
}
