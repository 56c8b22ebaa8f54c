package org.mollify.trainer.config;

import java.util.Map;

/** The settings that the presets of variational autoencoders share (paper, appendix D.5). */
final class VaeProtocol {

  private static final int PAPER_LATENT = 256;
  private static final int SMALL_LATENT = 64;
  private static final int SMALL_EPOCHS = 20;

  private VaeProtocol() {}

  static String paperText(String model, String data) {
    return model
        + " of the paper's Table 1 on "
        + data
        + ": networks of Table 5, batch 128, Adam 3e-4, noise in the first half; data in [-1, 1] and"
        + " a linear output (pythae: [0, 1] and a sigmoid, which mollified data would leave)";
  }

  static Map<String, Object> paper(String model, String architecture, int epochs) {
    return of(model, architecture, PAPER_LATENT, epochs, 3e-4);
  }

  static String smallText(String model) {
    return model
        + " for images on a CPU (not of the paper): convolutions of 32, 64 and 128 filters, 64"
        + " latents, batch 128, Adam 1e-3, 20 epochs, noise in the first half";
  }

  static Map<String, Object> small(String model) {
    return of(model, "small", SMALL_LATENT, SMALL_EPOCHS, 1e-3);
  }

  /** The noise level changes with every step, as in the authors' image code. */
  private static Map<String, Object> of(
      String model, String architecture, int latent, int epochs, double learningRate) {
    return Preset.settings(
        "model",
        model,
        "architecture",
        architecture,
        "latent",
        latent,
        "epochs",
        epochs,
        "batchSize",
        128,
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
