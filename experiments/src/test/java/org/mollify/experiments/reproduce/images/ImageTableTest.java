package org.mollify.experiments.reproduce.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.classifier.ClassifierTraining;
import org.mollify.experiments.reproduce.FolderLock;
import org.mollify.experiments.reproduce.ReproductionRequest;

/** A quick table of two runs on a few images in CIFAR-10's layout. */
class ImageTableTest {

  private static final int RECORD = 3073;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final TableDefinition TABLE =
      new TableDefinition(
          "table9",
          "a table",
          List.of(ImageSet.CIFAR10, ImageSet.CELEBA),
          List.of("vae"),
          List.of(
              new TableColumn("vanilla", "none", "sigmoid"),
              new TableColumn("bounded", "none", "sigmoid", Map.of("outputActivation", "sigmoid"))),
          true);

  @TempDir static Path folder;

  private static final List<String> PROGRESS = new ArrayList<>();

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Path files = Files.createDirectories(folder.resolve("data/cifar10"));
    Files.write(files.resolve("data_batch_1.bin"), records(160, 1));
    Files.write(files.resolve("test_batch.bin"), records(40, 2));
    // A classifier that is there is taken as it is; one epoch is enough here.
    ClassifierTraining.run(
        new ClassifierTraining.Request(
            ImageSet.CIFAR10.load(request(true, PROGRESS)),
            folder.resolve("out/features"),
            1,
            80,
            3e-3,
            1),
        line -> {});
    run(PROGRESS);
  }

  private static void run(List<String> progress) throws IOException, InterruptedException {
    new ImageTable(TABLE, 60).run(request(true, progress));
  }

  private static ReproductionRequest request(boolean quick, List<String> progress) {
    return new ReproductionRequest(
        folder.resolve("out"),
        OptionalInt.of(1),
        quick,
        Optional.of(folder.resolve("data")),
        List.of(),
        2,
        line -> {
          synchronized (progress) {
            progress.add(line);
          }
        },
        line -> {});
  }

  private static byte[] records(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      bytes[i * RECORD] = (byte) (i % 10);
      int base = random.nextInt(200);
      for (int v = 1; v < RECORD; v++) {
        bytes[i * RECORD + v] = (byte) (base + random.nextInt(40));
      }
    }
    return bytes;
  }

  @Test
  void its_runs_are_trained_measured_and_shown_and_their_folders_removed() throws IOException {
    Path out = folder.resolve("out");
    assertThat(Files.readString(out.resolve("table9.md")))
        .contains("2 cells,", "| vae | 1, 1 |", "144 training images in place of 50,000")
        .contains("20 epochs (20 steps) in place of 200 epochs", "60 samples in place of 50,000")
        .contains("40 test images are ", "CIFAR-10 classifier, 160 images")
        .contains("(table9-cifar10-vae.png)", "(cells/cifar10-vae-none-s1-strip.png)")
        .doesNotContain("CelebA");
    assertThat(out.resolve("table9-cifar10-vae.png")).exists();
    assertThat(out.resolve("runs/cifar10-vae-none-s1")).doesNotExist();
    // Epochs 1, 4, 8, 12, 16 and 20, eight images each.
    Path strip = out.resolve("cells/cifar10-vae-none-s1-strip.png");
    assertThat(ImageIO.read(strip.toFile()).getHeight()).isEqualTo(6 * 34 + 2);
    JsonNode cell =
        JSON.readTree(
            out.resolve("cells/cifar10-vae-none-outputActivation-sigmoid-s1.json").toFile());
    assertThat(cell.at("/settings/options/outputActivation").asText()).isEqualTo("sigmoid");
    assertThat(cell.get("curve")).hasSize(6);
    assertThat(cell.get("distance").asDouble()).isPositive();
  }

  @Test
  void what_is_finished_is_not_done_again() throws Exception {
    List<String> progress = new ArrayList<>();
    run(progress);
    assertThat(progress).containsExactly("2 cells, 2 finished already; 2 side by side");
  }

  @Test
  void a_run_of_other_settings_and_a_folder_in_use_are_refused() throws Exception {
    Path file = folder.resolve("out/cells/cifar10-vae-none-s1.json");
    byte[] before = Files.readAllBytes(file);
    ObjectNode cell = (ObjectNode) JSON.readTree(before);
    ((ObjectNode) cell.get("settings")).put("batchSize", 64);
    Files.write(file, JSON.writeValueAsBytes(cell));
    assertThatThrownBy(() -> run(new ArrayList<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " was run with other settings (batchSize: 64 -> 128)");
    cell = (ObjectNode) JSON.readTree(before);
    cell.put("trainingImages", 145).put("samples", 70);
    Files.write(file, JSON.writeValueAsBytes(cell));
    assertThatThrownBy(() -> run(new ArrayList<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(samples: 70 -> 60; training images: 145 -> 144)");
    Files.write(file, before);
    try (FolderLock lock = FolderLock.of(folder.resolve("out"), "images")) {
      lock.requireHeld();
      assertThatThrownBy(() -> run(new ArrayList<>()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("another process reproduces images in ");
    }
  }

  @Test
  void a_page_holds_the_finished_cells_of_all_seeds() throws Exception {
    Path file = folder.resolve("out/cells/cifar10-vae-none-s1.json");
    Path second = folder.resolve("out/cells/cifar10-vae-none-s2.json");
    ObjectNode cell = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) cell.get("cell")).put("seed", 2);
    Files.write(second, JSON.writeValueAsBytes(cell));
    run(new ArrayList<>());
    assertThat(Files.readString(folder.resolve("out/table9.md"))).contains("| vae | 2, 1 |");
    Files.delete(second);
  }

  @Test
  void the_papers_size_tells_what_is_missing() {
    assertThatThrownBy(
            () ->
                new ImageTable(TABLE.on(List.of(ImageSet.CELEBA)), 60)
                    .run(request(false, PROGRESS)))
        .hasMessageContaining("celeba is missing");
  }
}
