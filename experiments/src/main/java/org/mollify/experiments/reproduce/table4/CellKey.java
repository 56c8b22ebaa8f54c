package org.mollify.experiments.reproduce.table4;

import java.util.ArrayList;
import java.util.List;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;

/**
 * One training run of the table.
 *
 * @param data name of the data set
 * @param model registry name of the model
 * @param mollifier {@code none} or {@code gaussian}
 * @param seed seed of weights, order and noise
 */
record CellKey(String data, String model, String mollifier, int seed) {

  /** Data sets of the table, in its order, and the part of miniboone that stands for it. */
  static final List<String> DATA =
      List.of("redwine", "whitewine", "parkinsons", "miniboone", "miniboone-parts");

  static final List<String> MODELS = List.of("maf", "realnvp", "glow");
  static final List<String> MOLLIFIERS = List.of("none", "gaussian");

  /** Epochs of a quick run; the annealing is as long. */
  static final int QUICK_EPOCHS = 30;

  /** All cells: data set by data set, and there seed by seed, so that rows are soon complete. */
  static List<CellKey> all(List<String> data, CellSelection selection, int seeds) {
    List<CellKey> cells = new ArrayList<>();
    for (String set : data) {
      for (int seed = 1; seed <= seeds; seed++) {
        for (String model : selection.models()) {
          for (String mollifier : selection.mollifiers()) {
            cells.add(new CellKey(set, model, mollifier, seed));
          }
        }
      }
    }
    return cells;
  }

  /** Name of the cell's files. */
  String id() {
    return "%s-%s-%s-s%d".formatted(data, model, mollifier, seed);
  }

  /** The protocol: the model's preset for Table 4, on one thread of the CPU. */
  TrainingConfig config(boolean quick) {
    ConfigLayers layers =
        new ConfigLayers()
            .preset(Preset.of(model + "-tabular"))
            .set("data", data)
            .set("mollifier", mollifier)
            .set("seed", seed)
            .set("device", "cpu")
            .set("threads", 1)
            .set("checkpointSeconds", 30);
    return (quick ? layers.set("epochs", QUICK_EPOCHS) : layers).build();
  }

  @Override
  public String toString() {
    return "%s %s %s seed %d".formatted(data, model, mollifier, seed);
  }
}
