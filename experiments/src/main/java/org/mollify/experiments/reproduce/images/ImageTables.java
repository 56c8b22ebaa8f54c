package org.mollify.experiments.reproduce.images;

import java.util.List;
import java.util.Map;
import org.mollify.experiments.reproduce.Reproduction;

/** The paper's tables and figures of image models. Adding one means adding it to the list here. */
public final class ImageTables {

  private static final List<ImageSet> BOTH = List.of(ImageSet.CIFAR10, ImageSet.CELEBA);

  private static final List<ImageSet> CIFAR10 = List.of(ImageSet.CIFAR10);
  private static final List<ImageSet> CELEBA = List.of(ImageSet.CELEBA);

  private static final List<String> ALL_MODELS =
      List.of("realnvp", "glow", "vae", "vae-iaf", "iwae", "beta-vae", "hvae");

  /** The paper draws no curves of RealNVP. */
  private static final List<String> DRAWN_MODELS =
      List.of("vae", "beta-vae", "iwae", "vae-iaf", "hvae", "glow");

  private static final List<TableColumn> MOLLIFIERS =
      List.of(
          new TableColumn("vanilla", "none", "sigmoid"),
          new TableColumn("Gaussian", "gaussian", "sigmoid"),
          new TableColumn("blurring", "blurring", "sigmoid"));

  private static final List<TableColumn> SCHEDULES =
      List.of(
          new TableColumn("vanilla", "none", "sigmoid"),
          new TableColumn("sigmoid", "gaussian", "sigmoid"),
          new TableColumn("cosine", "gaussian", "cosine"),
          new TableColumn("linear", "gaussian", "linear"));

  private static final Map<String, String> BOUNDED = Map.of("outputActivation", "sigmoid");

  private static final List<TableColumn> OUTPUTS =
      List.of(
          new TableColumn("linear, vanilla", "none", "sigmoid"),
          new TableColumn("linear, Gaussian", "gaussian", "sigmoid"),
          new TableColumn("bounded, vanilla", "none", "sigmoid", BOUNDED),
          new TableColumn("bounded, Gaussian", "gaussian", "sigmoid", BOUNDED));

  private static final List<TableDefinition> ALL =
      List.of(
          new TableDefinition(
              "table1",
              "Frechet distances of image models, vanilla, Gaussian and blurring",
              BOTH,
              ALL_MODELS,
              MOLLIFIERS,
              false),
          new TableDefinition(
              "table2",
              "Frechet distances of image models by schedule of the noise",
              CIFAR10,
              List.of("realnvp", "glow", "vae", "beta-vae", "iwae"),
              SCHEDULES,
              false),
          new TableDefinition(
              "fig7",
              "Frechet distances of VAE and Glow along the training on CIFAR-10",
              CIFAR10,
              List.of("vae", "glow"),
              MOLLIFIERS,
              false),
          new TableDefinition(
              "fig8",
              "samples of RealNVP along the training on CelebA",
              CELEBA,
              List.of("realnvp"),
              MOLLIFIERS.subList(1, 3),
              true),
          new TableDefinition(
              "fig9",
              "Frechet distances along the training on CIFAR-10",
              CIFAR10,
              DRAWN_MODELS,
              MOLLIFIERS,
              false),
          new TableDefinition(
              "fig10",
              "Frechet distances along the training on CelebA",
              CELEBA,
              DRAWN_MODELS,
              MOLLIFIERS,
              false),
          new TableDefinition(
              "decoder-output",
              "VAE decoders with a linear and with a bounded output (not of the paper)",
              CIFAR10,
              List.of("vae"),
              OUTPUTS,
              false));

  private ImageTables() {}

  /**
   * Returns them.
   *
   * @return in the order of listings
   */
  public static List<Reproduction> all() {
    return ALL.stream().<Reproduction>map(ImageTable::new).toList();
  }

  /** Their definitions, in the same order. */
  static List<TableDefinition> definitions() {
    return ALL;
  }

  /** The definition of a name. */
  static TableDefinition definition(String name) {
    return ALL.stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
  }
}
