package org.mollify.experiments.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.image.ImageDataset;

class ClassifierTrainingTest {

  private static final int RECORD = 3073;

  @TempDir Path folder;

  @Test
  void it_learns_writes_its_features_and_reports_what_it_did() throws IOException {
    ImageDataset data = colours();
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

    byte[] pixels = Files.readAllBytes(folder.resolve("cifar10/test_batch.bin"));
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
  void a_folder_without_a_trained_classifier_is_refused_in_one_line() {
    Path out = folder.resolve("none");
    assertThatThrownBy(() -> ClassifierFeatures.open(out, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "there is no trained classifier in %s: cifar10-classifier.json is missing; train one first"
                .formatted(out));
    assertThat(out).doesNotExist();
  }

  @Test
  void all_training_images_are_learned_from_in_the_order_of_their_files() throws IOException {
    ImageDataset data = colours();
    LabelledImages training = LabelledImages.training(data);
    LabelledImages test = LabelledImages.test(data);
    assertThat(data.train().size()).as("the others would choose an epoch").isLessThan(120);
    assertThat(training.count()).isEqualTo(120);
    assertThat(test.count()).isEqualTo(40);
    byte[] file = Files.readAllBytes(folder.resolve("cifar10/data_batch_1.bin"));
    for (int i = 0; i < 120; i++) {
      assertThat(training.labels()[i]).isEqualTo(file[i * RECORD]);
      assertThat(training.pixels(i, i + 1))
          .isEqualTo(Arrays.copyOfRange(file, i * RECORD + 1, (i + 1) * RECORD));
    }
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
  private ImageDataset colours() throws IOException {
    Path files = Files.createDirectories(folder.resolve("cifar10"));
    Files.write(files.resolve("data_batch_1.bin"), records(120, 1));
    Files.write(files.resolve("test_batch.bin"), records(40, 2));
    return (ImageDataset)
        TrainingData.load(
            new DataRequest(
                "cifar10",
                Optional.of(folder),
                ColumnSelection.ALL,
                Optional.empty(),
                0,
                ColumnRules.NONE,
                new ImageRules(true, Optional.empty())));
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
