package org.mollify.trainer.config;

import java.util.Map;

/** The settings of the presets of flows over images (paper, appendix D.3.2). */
final class ImageFlowProtocol {

  static final String GLOW_CIFAR10_TEXT =
      "Glow of the paper's Table 1 on CIFAR-10, as the authors' script has it: 3 levels of 20 steps,"
          + " 512 filters, batch 64, Adamax 1e-3, weight decay 1e-5, 50,000 iterations, noise in the"
          + " first 30,000 (the paper's text: 3e-4, 80 epochs, 50 with noise); grey levels are not"
          + " dequantised, so there are no bits per dimension";

  static final String GLOW_CELEBA_TEXT =
      "Glow of the paper's Table 1 on CelebA: 3 levels of 20 steps, 512 filters, batch 64, Adamax"
          + " 3e-4, weight decay 1e-5, 40 epochs, noise in the first half; grey levels are not"
          + " dequantised";

  static final String REALNVP_SMALL_TEXT =
      "RealNVP for images on a CPU (not of the paper): 2 scales, 1 residual block of 8 feature maps,"
          + " batch 64, Adam 1e-3, 10 epochs, noise in the first half, dequantised";

  static final String GLOW_SMALL_TEXT =
      "Glow for images on a CPU (not of the paper): 3 levels of 4 steps, 64 filters, batch 64, Adam"
          + " 1e-3, 10 epochs, noise in the first half, dequantised";

  private static final int SMALL_EPOCHS = 10;

  private ImageFlowProtocol() {}

  static String realNvpText(String data, int blocks) {
    return ("RealNVP of the paper's Table 1 on %s: %d residual blocks, 32 feature maps, batch 64, Adam"
            + " 1e-3, noise in the first half; scales, gradient norm at most 100 and the rest as in"
            + " public implementations, since the paper says no more; data in [-1, 1] without a"
            + " logit, not dequantised, as in the authors' script for Glow")
        .formatted(data, blocks);
  }

  static Map<String, Object> realNvp(int scales, int blocks, int epochs) {
    Map<String, Object> settings = common("realnvp-image", 1e-3);
    settings.putAll(
        Preset.settings(
            "scales",
            scales,
            "blocks",
            blocks,
            "filters",
            32,
            "epochs",
            epochs,
            "clipNorm",
            100,
            "dequantize",
            false));
    return settings;
  }

  static Map<String, Object> realNvpSmall() {
    Map<String, Object> settings = common("realnvp-image", 1e-3);
    settings.putAll(
        Preset.settings(
            "scales",
            2,
            "blocks",
            1,
            "filters",
            8,
            "epochs",
            SMALL_EPOCHS,
            "clipNorm",
            100,
            "dequantize",
            true));
    return settings;
  }

  static Map<String, Object> glowCifar10() {
    Map<String, Object> settings = common("glow-image", 1e-3);
    settings.putAll(
        Preset.settings(
            "optimizer",
            "adamax",
            "weightDecay",
            1e-5,
            "iterations",
            50_000,
            "mollifyFraction",
            0.6,
            "dequantize",
            false));
    return settings;
  }

  static Map<String, Object> glowCeleba() {
    Map<String, Object> settings = common("glow-image", 3e-4);
    settings.putAll(
        Preset.settings(
            "optimizer", "adamax", "weightDecay", 1e-5, "epochs", 40, "dequantize", false));
    return settings;
  }

  static Map<String, Object> glowSmall() {
    Map<String, Object> settings = common("glow-image", 1e-3);
    settings.putAll(
        Preset.settings(
            "steps", 4, "hidden", 64, "epochs", SMALL_EPOCHS, "clipNorm", 100, "dequantize", true));
    return settings;
  }

  /** The noise level changes with every step, as in the authors' image code. */
  private static Map<String, Object> common(String model, double learningRate) {
    return Preset.settings(
        "model",
        model,
        "batchSize",
        64,
        "learningRate",
        learningRate,
        "weightDecay",
        0,
        "per",
        "iteration",
        "mollifyFraction",
        0.5,
        "dropLast",
        true);
  }
}
