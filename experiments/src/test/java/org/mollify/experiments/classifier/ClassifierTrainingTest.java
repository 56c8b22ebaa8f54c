package org.mollify.experiments.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.trainer.data.InvalidDataException;

class ClassifierTrainingTest {

  private static final int RECORD = 3073;

  @TempDir Path folder;

  @Test
  void it_learns_writes_its_features_and_reports_what_it_did() throws IOException {
    Path data = colours();
    Path out = folder.resolve("out");
    List<String> lines = new ArrayList<>();
    ClassifierReport report =
        ClassifierTraining.run(
            new ClassifierTraining.Request(data, out, 6, 20, 5e-3, 1), lines::add);
    assertThat(report.testAccuracy()).isGreaterThan(0.7);
    assertThat(report.trainingImages()).isEqualTo(120);
    assertThat(report.trainingFiles()).containsExactly("data_batch_1.bin");
    assertThat(lines).hasSize(7).last().asString().startsWith("test accuracy ");
    assertThat(ClassifierFeatures.report(out)).isEqualTo(report);

    byte[] pixels = Files.readAllBytes(data.resolve("test_batch.bin"));
    try (OnnxFeatures network = ClassifierFeatures.open(out, 1)) {
      assertThat(network.dimension()).isEqualTo(128);
      assertThat(network.name())
          .startsWith("CIFAR-10 classifier, 120 images, test accuracy ")
          .endsWith("sha256 " + report.sha256().substring(0, 12));
      byte[] image = Arrays.copyOfRange(pixels, 1, RECORD);
      float[] features = network.features(new PixelBatch(1, 3, 32, 32, image));
      assertThat(features).hasSize(128);
      assertThat(features[0]).isNotNegative();
    }

    Path again = folder.resolve("again");
    ClassifierReport second =
        ClassifierTraining.run(
            new ClassifierTraining.Request(data, again, 6, 20, 5e-3, 1), line -> {});
    assertThat(second.sha256()).as("same seed, same weights").isEqualTo(report.sha256());
  }

  @Test
  void missing_and_damaged_files_are_refused_in_one_line() throws IOException {
    Path out = folder.resolve("none");
    assertThatThrownBy(
            () -> ClassifierTraining.run(ClassifierTraining.Request.of(folder, out), line -> {}))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith(folder.resolve("data_batch_1.bin") + " is missing: unpack");
    Files.write(folder.resolve("data_batch_1.bin"), new byte[5000]);
    assertThatThrownBy(() -> LabelledImages.training(folder))
        .hasMessageEndingWith("has 5000 bytes; CIFAR-10's binary files have a multiple of 3073");
    byte[] wrong = new byte[RECORD];
    wrong[0] = 10;
    Files.write(folder.resolve("test_batch.bin"), wrong);
    assertThatThrownBy(() -> LabelledImages.test(folder))
        .hasMessageEndingWith("image 0 has class 10; classes are 0..9");
    assertThatThrownBy(() -> ClassifierFeatures.open(out, 1))
        .hasMessage(
            "there is no trained classifier in %s: cifar10-classifier.json is missing; train one first"
                .formatted(out));
    assertThat(out).doesNotExist();
  }

  @Test
  void augmentation_moves_and_mirrors_but_keeps_the_images() throws IOException {
    LabelledImages images = LabelledImages.training(colours());
    AugmentedBatches first = new AugmentedBatches(images, 5);
    AugmentedBatches second = new AugmentedBatches(images, 5);
    float[] batch = first.pixels(0, 50);
    assertThat(batch).isEqualTo(second.pixels(0, 50)).hasSize(50 * 3072);
    long[] labels = first.labels(0, 120);
    long[] counts = new long[10];
    for (long label : labels) {
      counts[(int) label]++;
    }
    assertThat(counts).containsOnly(12);
    // The middle of an image is never shifted in from beyond the border: it keeps its colour.
    for (int i = 0; i < 50; i++) {
      float middle = batch[i * 3072 + 16 * 32 + 16];
      assertThat(Math.abs(middle - red((int) labels[i]))).isLessThanOrEqualTo(20);
    }
  }

  /** Images of ten colours with noise: 120 to train, 40 to test. */
  private Path colours() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.write(data.resolve("data_batch_1.bin"), records(120, 1));
    Files.write(data.resolve("test_batch.bin"), records(40, 2));
    return data;
  }

  private static byte[] records(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      int label = i % 10;
      bytes[i * RECORD] = (byte) label;
      int[] colour = {red(label), label % 2 * 200 + 20, (label / 2) % 2 * 200 + 20};
      for (int v = 0; v < 3072; v++) {
        bytes[i * RECORD + 1 + v] = (byte) (colour[v / 1024] + random.nextInt(-20, 21));
      }
    }
    return bytes;
  }

  private static int red(int label) {
    return 25 + label * 22;
  }
}
