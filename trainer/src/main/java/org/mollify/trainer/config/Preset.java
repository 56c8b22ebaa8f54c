package org.mollify.trainer.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mollify.models.NearestName;

/** Named settings; each says which protocol it is and where it departs from the paper. */
public enum Preset {
  /** The authors' protocol for Table 4. */
  TABULAR(
      "the paper's Table 4: 150 epochs, batch 100, Adam 1e-4, weight decay 1e-6, noise per epoch",
      settings(
          "splitSeed",
          0,
          "mollifier",
          "gaussian",
          "schedule",
          "sigmoid",
          "tau",
          0.7,
          "start",
          0,
          "end",
          3,
          "sigma",
          0.01,
          "mollifyFraction",
          1,
          "per",
          "epoch",
          "epochs",
          150,
          "batchSize",
          100,
          "optimizer",
          "adam",
          "learningRate",
          1e-4,
          "weightDecay",
          1e-6,
          "maxSkippedSteps",
          20,
          "checkpointSeconds",
          10,
          "seed",
          1,
          "device",
          "auto",
          "threads",
          1)),

  /** RealNVP as in Table 4. */
  REALNVP_TABULAR(
      "RealNVP of the paper's Table 4: 5 couplings, two networks of 2 x 512 each, batch norm",
      settings("model", "realnvp")),

  /** MAF as in Table 4. */
  MAF_TABULAR(
      "MAF of the paper's Table 4: 5 layers of 2 x 512, batch norm, reversals; ReLU as in the"
          + " authors' script (the paper's text says tanh)",
      settings("model", "maf")),

  /** Glow as in Table 4. */
  GLOW_TABULAR(
      "Glow of the paper's Table 4: 5 steps of batch norm, LU linear map and coupling of 2 x 512",
      settings("model", "glow")),

  /** RealNVP as in the paper's 2-D experiments. */
  REALNVP_2D(
      "RealNVP of the paper's Figures 1, 4, 5, 6 (appendix D.3.1): 5 couplings, 2 x 64,"
          + " 20,000 iterations, batch 256, Adam 5e-4, noise per iteration",
      settings(
          "model",
          "realnvp",
          "hidden",
          64,
          "batchNorm",
          false,
          "iterations",
          20_000,
          "batchSize",
          256,
          "learningRate",
          5e-4,
          "weightDecay",
          0,
          "per",
          "iteration")),

  /** The neural spline flow on tables; the paper has no such model. */
  NSF_TABULAR(
      "neural spline flow; not in the paper: its Table 4 protocol, but 6 spline couplings of 2 x 64"
          + " residual blocks, Adam 5e-4, gradient norm at most 5",
      settings("model", "nsf", "learningRate", 5e-4, "clipNorm", 5)),

  /** Rows to be scored for how unusual they are. */
  ANOMALY(
      "anomaly detection on tables (not of the paper): neural spline flow, 6 couplings, mollified all"
          + " along over a noise floor of 0.1, 3,000 iterations at most, Adam 1e-3, best epoch by"
          + " the median validation score",
      settings(
          "model",
          "nsf",
          "iterations",
          3000,
          "batchSize",
          128,
          "learningRate",
          1e-3,
          "weightDecay",
          1e-6,
          "clipNorm",
          10,
          "mollifyFraction",
          1,
          "per",
          "iteration",
          "noiseFloor",
          0.1,
          "patience",
          1000,
          "selection",
          "median")),

  /** The VAE of the paper's Table 1. */
  VAE_CIFAR10(VaeProtocol.paperText("VAE", "CIFAR-10"), VaeProtocol.paper("vae", "cifar10", 200)),

  /** The beta-VAE of the paper's Table 1. */
  BETA_VAE_CIFAR10(
      VaeProtocol.paperText("beta-VAE (beta 0.1)", "CIFAR-10"),
      VaeProtocol.paper("beta-vae", "cifar10", 200)),

  /** The IWAE of the paper's Table 1. */
  IWAE_CIFAR10(
      VaeProtocol.paperText("IWAE (5 samples)", "CIFAR-10"),
      VaeProtocol.paper("iwae", "cifar10", 200)),

  /** The VAE-IAF of the paper's Table 1. */
  VAE_IAF_CIFAR10(
      VaeProtocol.paperText("VAE-IAF (2 blocks)", "CIFAR-10"),
      VaeProtocol.paper("vae-iaf", "cifar10", 200)),

  /** The HVAE of the paper's Table 1. */
  HVAE_CIFAR10(
      VaeProtocol.paperText("HVAE (one step, as pythae takes it)", "CIFAR-10"),
      VaeProtocol.paper("hvae", "cifar10", 200)),

  /** The VAE of the paper's Table 1. */
  VAE_CELEBA(VaeProtocol.paperText("VAE", "CelebA"), VaeProtocol.paper("vae", "celeba", 100)),

  /** The beta-VAE of the paper's Table 1. */
  BETA_VAE_CELEBA(
      VaeProtocol.paperText("beta-VAE (beta 0.1)", "CelebA"),
      VaeProtocol.paper("beta-vae", "celeba", 100)),

  /** The IWAE of the paper's Table 1. */
  IWAE_CELEBA(
      VaeProtocol.paperText("IWAE (5 samples)", "CelebA"),
      VaeProtocol.paper("iwae", "celeba", 100)),

  /** The VAE-IAF of the paper's Table 1. */
  VAE_IAF_CELEBA(
      VaeProtocol.paperText("VAE-IAF (2 blocks)", "CelebA"),
      VaeProtocol.paper("vae-iaf", "celeba", 100)),

  /** The HVAE of the paper's Table 1. */
  HVAE_CELEBA(
      VaeProtocol.paperText("HVAE (one step, as pythae takes it)", "CelebA"),
      VaeProtocol.paper("hvae", "celeba", 100)),

  /** A VAE that a CPU trains in minutes. */
  VAE_SMALL(VaeProtocol.smallText("VAE"), VaeProtocol.small("vae")),

  /** A beta-VAE that a CPU trains in minutes. */
  BETA_VAE_SMALL(VaeProtocol.smallText("beta-VAE (beta 0.1)"), VaeProtocol.small("beta-vae")),

  /** An IWAE that a CPU trains in minutes. */
  IWAE_SMALL(VaeProtocol.smallText("IWAE (5 samples)"), VaeProtocol.small("iwae")),

  /** A VAE-IAF that a CPU trains in minutes. */
  VAE_IAF_SMALL(VaeProtocol.smallText("VAE-IAF (2 blocks)"), VaeProtocol.small("vae-iaf")),

  /** An HVAE that a CPU trains in minutes. */
  HVAE_SMALL(
      VaeProtocol.smallText("HVAE (one step, as pythae takes it)"), VaeProtocol.small("hvae")),

  /** The RealNVP of the paper's Table 1. */
  REALNVP_CIFAR10(
      ImageFlowProtocol.realNvpText("CIFAR-10", 4), ImageFlowProtocol.realNvp(2, 4, 100)),

  /** The RealNVP of the paper's Table 1. */
  REALNVP_CELEBA(ImageFlowProtocol.realNvpText("CelebA", 2), ImageFlowProtocol.realNvp(5, 2, 80)),

  /** The Glow of the paper's Table 1. */
  GLOW_CIFAR10(ImageFlowProtocol.GLOW_CIFAR10_TEXT, ImageFlowProtocol.glowCifar10()),

  /** The Glow of the paper's Table 1. */
  GLOW_CELEBA(ImageFlowProtocol.GLOW_CELEBA_TEXT, ImageFlowProtocol.glowCeleba()),

  /** A RealNVP for images that a CPU trains in minutes. */
  REALNVP_SMALL(ImageFlowProtocol.REALNVP_SMALL_TEXT, ImageFlowProtocol.realNvpSmall()),

  /** A Glow for images that a CPU trains in minutes. */
  GLOW_SMALL(ImageFlowProtocol.GLOW_SMALL_TEXT, ImageFlowProtocol.glowSmall());

  private final String description;
  private final Map<String, Object> settings;

  Preset(String description, Map<String, Object> settings) {
    this.description = description;
    this.settings = settings;
  }

  static Map<String, Object> settings(Object... pairs) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put((String) pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  /**
   * Returns the name on the command line.
   *
   * @return lower case, with hyphens
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns one line for listings.
   *
   * @return which protocol this is
   */
  public String description() {
    return description;
  }

  /**
   * Returns the settings.
   *
   * @return values by key of {@link TrainingConfig} or name of a model option
   */
  public Map<String, Object> settings() {
    return settings;
  }

  /**
   * Finds a preset.
   *
   * @param label name on the command line
   * @return the preset
   * @throws IllegalArgumentException naming the nearest, if there is none of that name
   */
  public static Preset of(String label) {
    var labels = Arrays.stream(values()).map(Preset::label).toList();
    return Arrays.stream(values())
        .filter(preset -> preset.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown preset %s%s; presets are %s"
                        .formatted(
                            label, NearestName.hint(label, labels), String.join(", ", labels))));
  }
}
