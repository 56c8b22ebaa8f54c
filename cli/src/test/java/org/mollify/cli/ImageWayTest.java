package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a grid of samples and scores of pictures. */
class ImageWayTest {

  @TempDir static Path folder;

  private static Path images;
  private static Path bundle;

  @BeforeAll
  static void train() throws IOException {
    TrainedImages trained = TrainedImages.in(folder);
    images = trained.images();
    bundle = trained.bundle();
  }

  @Test
  void the_grid_of_the_last_epoch_is_the_one_that_the_bundle_samples() throws IOException {
    Path grid = folder.resolve("grid.png");
    Console.run("sample", bundle, "-n", 64, "--seed", 0, "--out", grid).expectDone();
    BufferedImage sampled = ImageIO.read(grid.toFile());
    BufferedImage watched = ImageIO.read(folder.resolve("run/samples/epoch-0004.png").toFile());
    assertThat(sampled.getWidth()).isEqualTo(8 * (TrainedImages.SIDE + 2) + 2);
    for (int x = 0; x < sampled.getWidth(); x++) {
      for (int band = 0; band < 3; band++) {
        int level = sampled.getRaster().getSample(x, 5, band);
        assertThat(Math.abs(level - watched.getRaster().getSample(x, 5, band)))
            .isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void a_picture_a_folder_and_an_array_are_scored_alike() throws IOException {
    Path all = folder.resolve("all.csv");
    Path one = folder.resolve("one.csv");
    Console.run("loglik", bundle, "--in", images, "--out", all, "--samples", 4);
    Console.run("loglik", bundle, "--in", images.resolve("07.png"), "--out", one, "--samples", 4);
    List<String> scores = Files.readAllLines(all);
    assertThat(scores).hasSize(61);
    assertThat(Files.readAllLines(one).get(1)).isEqualTo(scores.get(8));
    Path array = folder.resolve("samples.npy");
    Console.run("sample", bundle, "-n", 3, "--out", array).expectDone();
    assertThat(Console.run("loglik", bundle, "--in", array, "--out", one).err())
        .contains("expected a whole grey level, 0 to 255");
  }

  @Test
  void distances_along_a_training_are_measured_by_any_network_of_features() throws IOException {
    Path network = bundle.resolve("encode.onnx");
    Path run =
        SmallVae.train(
            "images:" + images,
            folder.resolve("watched"),
            "--mollifier",
            "none",
            "--epochs",
            4,
            "--batch-size",
            16,
            "--distance-every",
            2,
            "--distance-samples",
            50,
            "--features",
            network);
    List<String> points =
        Files.readAllLines(run.resolve("distance.jsonl")).stream()
            .filter(line -> !line.isBlank())
            .toList();
    assertThat(points).hasSize(3);
    assertThat(points.get(2)).contains("\"epoch\":4,\"step\":12,\"distance\":");
    assertThat(run.resolve("references.npz")).exists();
    Console.Outcome measured =
        Console.run(
                "evaluate",
                bundle,
                "--data",
                "images:" + images,
                "--part",
                "train",
                "--metric",
                "loglik,bpd,fid,kid",
                "--features",
                network,
                "--samples",
                60)
            .expectDone();
    assertThat(measured.out())
        .contains("\"frechetDistance\"", "\"kernelDistance\"", "encode.onnx")
        .contains("\"logLikelihood\"", "\"bitsPerDimension\"", "\"references\" : 48")
        .doesNotContain("\"fid\"");
    Console.run("evaluate", bundle, "--data", "images:" + images, "--metric", "auroc")
        .expectLine("evaluate", 1, "metric auroc of images needs --against");
    Console.run("evaluate", bundle, "--data", "gmm")
        .expectLine("evaluate", 1, "is a model of images of [3, 8, 8], and gmm is a table");
  }

  @Test
  void lines_of_interpolations_begin_and_end_with_samples() throws IOException {
    Path lines = folder.resolve("lines.png");
    Path samples = folder.resolve("ends.png");
    Console.run("sample", bundle, "-n", 3, "--interpolate", 5, "--seed", 9, "--out", lines);
    Console.run("sample", bundle, "-n", 6, "--seed", 9, "--out", samples);
    BufferedImage drawn = ImageIO.read(lines.toFile());
    BufferedImage ends = ImageIO.read(samples.toFile());
    assertThat(drawn.getWidth()).isEqualTo(5 * (TrainedImages.SIDE + 2) + 2);
    assertThat(drawn.getHeight()).isEqualTo(3 * (TrainedImages.SIDE + 2) + 2);
    // The last image of the second line is sample 3: the first of the second row of three.
    int last = 2 + 4 * (TrainedImages.SIDE + 2);
    int second = 2 + (TrainedImages.SIDE + 2);
    for (int i = 0; i < TrainedImages.SIDE; i++) {
      assertThat(drawn.getRGB(last + i, second)).isEqualTo(ends.getRGB(2 + i, second));
    }
  }

  @Test
  void reconstructions_stand_beside_what_they_are_of() throws IOException {
    Path pairs = folder.resolve("pairs.png");
    Console.run("sample", bundle, "-n", 4, "--reconstruct", images, "--out", pairs);
    BufferedImage drawn = ImageIO.read(pairs.toFile());
    BufferedImage first = ImageIO.read(images.resolve("00.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(4 * (TrainedImages.SIDE + 2) + 2);
    assertThat(drawn.getHeight()).isEqualTo(2 * (TrainedImages.SIDE + 2) + 2);
    assertThat(drawn.getRGB(2, 2)).isEqualTo(first.getRGB(0, 0));
    assertThat(drawn.getRGB(2 + TrainedImages.SIDE + 2, 2)).isNotEqualTo(first.getRGB(0, 0));
    Console.run(
            "sample", bundle, "-n", 4, "--reconstruct", images, "--interpolate", 3, "--out", pairs)
        .expectLine("sample", 1, "give one of them");
  }

  @Test
  void what_does_not_fit_images_is_answered_with_one_line() throws IOException {
    Path run = folder.resolve("other");
    Console.run("train", "--model", "maf", "--data", "images:" + images, "--out", run)
        .expectLine("train", 1, "maf expects vectors of at least 2 columns");
    Console.run("train", "--preset", "vae-cifar10", "--data", "images:" + images, "--out", run)
        .expectLine("train", 1, "architecture cifar10 makes images of (3, 32, 32)");
    Console.run("train", "--model", "vae", "--data", "gmm", "--out", run)
        .expectLine("train", 1, "architecture cifar10 is for images");
    Console.run(
            "train",
            "--preset",
            "vae-small",
            "--data",
            "images:" + images,
            "--drop",
            "a",
            "--out",
            run)
        .expectLine("train", 1, "holds images, so settings of columns");
    Console.run(
            "train",
            "--preset",
            "vae-small",
            "--data",
            "images:" + images,
            "--batch-size",
            16,
            "--distance-every",
            1,
            "--features",
            folder.resolve("none.onnx"),
            "--out",
            run)
        .expectLine("train", 1, "there is no feature network");
    Console.run("train", "--model", "maf", "--data", "gmm", "--samples-every", 1, "--out", run)
        .expectLine("train", 1, "--samples-every draws pictures, and gmm is a table");
    Console.run("sample", bundle, "-n", 2, "--out", folder.resolve("x.jpg"))
        .expectLine("sample", 1, "ends in .csv or .npy or .png");
    Files.writeString(folder.resolve("text.png"), "text");
    Console.run("loglik", bundle, "--in", folder.resolve("text.png"), "--out", run)
        .expectLine("loglik", 1, "--out expects a file that ends in .csv or .npy");
    Console.run(
            "loglik", bundle, "--in", folder.resolve("text.png"), "--out", folder.resolve("s.csv"))
        .expectLine("loglik", 1, "not a PNG");
    assertThat(run).doesNotExist();
  }
}
