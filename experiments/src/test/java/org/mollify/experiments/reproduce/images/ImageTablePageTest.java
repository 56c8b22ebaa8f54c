package org.mollify.experiments.reproduce.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.frechet.KernelResult;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.experiments.watch.DistanceCurve.Point;

class ImageTablePageTest {

  private static final List<TableColumn> COLUMNS =
      List.of(
          new TableColumn("vanilla", "none", "sigmoid"),
          new TableColumn("Gaussian", "gaussian", "sigmoid"),
          new TableColumn("cosine", "gaussian", "cosine"));

  private static final TableDefinition TABLE =
      new TableDefinition(
          "table9",
          "a table",
          List.of(ImageSet.CIFAR10, ImageSet.CELEBA),
          List.of("vae", "iwae"),
          COLUMNS,
          true);

  @TempDir Path out;

  private ImageTablePage page() {
    return page("Frechet distance (features: net)");
  }

  private ImageTablePage page(String distance) {
    ReproductionRequest request =
        new ReproductionRequest(
            out, OptionalInt.of(2), true, Optional.empty(), List.of("vae"), 3, l -> {}, l -> {});
    FrechetResult floor = new FrechetResult(1.25, 0.5, 0.75, "net", 4, 10, 10, List.of());
    return new ImageTablePage(
        TABLE,
        request,
        distance,
        set -> set == ImageSet.CIFAR10 ? Optional.of(floor) : Optional.empty());
  }

  private static ImageScore score(String mollifier, String schedule, int seed, double distance) {
    return score(
        new ImageCell("cifar10", "vae", mollifier, schedule, Map.of(), seed), seed, distance);
  }

  private static ImageScore score(ImageCell cell, int seed, double distance) {
    return new ImageScore(
        cell,
        distance,
        "net",
        5000,
        seed == 2 ? Integer.valueOf(3) : null,
        9000,
        new KernelResult(distance / 1000, 1e-4, 0, 1, "net", 100, 1000, false),
        seed == 1 ? -100.0 * distance : null,
        20,
        1400,
        9000,
        3600,
        true,
        JsonNodeFactory.instance.objectNode(),
        "abc1234",
        "cpu()",
        "a machine",
        "2026-01-0%dT00:00:00Z".formatted(seed),
        List.of(new Point(1, 70, 2 * distance, null), new Point(20, 1400, distance, 0)));
  }

  @Test
  void means_deviations_and_their_order_are_shown_and_what_was_scaled_down() throws IOException {
    page()
        .write(
            List.of(
                score("none", "sigmoid", 1, 30),
                score("none", "sigmoid", 2, 32),
                score("gaussian", "sigmoid", 1, 20),
                score("gaussian", "sigmoid", 2, 21),
                score("gaussian", "cosine", 1, 25)));
    String text = Files.readString(out.resolve("table9.md"));
    assertThat(text)
        .contains("mollify reproduce table9 --quick --seeds 2 --only vae --jobs 3 --out ")
        .contains(
            "| vae | 2, 2, 1 | 31.00 ± 1.41 | 20.50 ± 0.71 | 25.00 | Gaussian < cosine < vanilla |")
        .doesNotContain("| iwae |")
        .contains("Not run: iwae.")
        .contains("`MODEL-small` in place of `MODEL-cifar10`")
        .contains(
            "9,000 training images in place of 50,000, 20 epochs (1,400 steps) in place of 200")
        .contains("10 test images are 1.25 from the training images")
        .contains("of them: cifar10-vae-none-s2 3, cifar10-vae-gaussian-s2 3.")
        .contains("5 cells, 5.0 hours of training together, last finished 2026-01-02T00:00:00Z")
        .contains("![vae](table9-cifar10-vae.png)")
        .contains("(cells/cifar10-vae-gaussian-cosine-s1.png)")
        .doesNotContain("CelebA");
    assertThat(out.resolve("table9-cifar10-vae.png")).exists();
    assertThat(out.resolve("table9-cifar10-iwae.png")).doesNotExist();
    assertThat(Files.readAllLines(out.resolve("table9.csv")))
        .hasSize(6)
        .contains("cifar10,vae,none,,,1,30.0,0.03,-3000.0,20,3600.0,")
        .contains("cifar10,vae,gaussian,cosine,,1,25.0,0.025,-2500.0,20,3600.0,");
    assertThat(Files.readAllLines(out.resolve("table9-curves.csv")))
        .hasSize(11)
        .contains("cifar10,vae,gaussian,sigmoid,,2,20,1400,21.0");
  }

  @Test
  void each_set_has_a_section_with_its_own_runs_and_strips_where_they_are() throws IOException {
    ImageCell faces = COLUMNS.get(0).cell(ImageSet.CELEBA, "iwae", 1);
    Path strip = out.resolve("cells/celeba-iwae-none-s1-strip.png");
    Files.createDirectories(strip.getParent());
    Files.write(strip, new byte[1]);
    page().write(List.of(score("none", "sigmoid", 1, 30), score(faces, 1, 40)));
    String text = Files.readString(out.resolve("table9.md"));
    int celeba = text.indexOf("## CelebA 64");
    assertThat(text.substring(0, celeba))
        .contains("## CIFAR-10", "| vae | 1, 0, 0 | 30.00 |", "Not run: iwae.")
        .doesNotContain("-strip.png");
    assertThat(text.substring(celeba))
        .contains("Not run: vae.", "| iwae | 1, 0, 0 | 40.00 |")
        .contains("`MODEL-celeba`", "in place of 162,770", "in place of 100 epochs, batches of 32")
        .contains("![iwae](table9-celeba-iwae.png)")
        .contains("![celeba-iwae-none-s1](cells/celeba-iwae-none-s1-strip.png)")
        .doesNotContain("test images are");
  }

  @Test
  void only_distances_by_other_features_are_said_not_to_be_the_papers() throws IOException {
    page().write(List.of(score("none", "sigmoid", 1, 30)));
    assertThat(Files.readString(out.resolve("table9.md")))
        .contains("### Frechet distance (features: net)\n", "The numbers are not FID");
    page("FID").write(List.of(score("none", "sigmoid", 1, 30)));
    assertThat(Files.readString(out.resolve("table9.md")))
        .contains("### FID\n")
        .doesNotContain("The numbers are not FID", "accuracy");
  }

  @Test
  void a_table_without_a_finished_cell_says_so() throws IOException {
    page().write(List.of());
    assertThat(Files.readString(out.resolve("table9.md"))).contains("No cell is finished.");
  }
}
