package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a grid of samples and scores of pictures. */
class ImageWayTest {

  private static final int SIDE = 8;

  @TempDir static Path folder;

  private static Path images;
  private static Path bundle;

  @BeforeAll
  static void train() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 60; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
      for (int p = 0; p < SIDE * SIDE; p++) {
        image.setRGB(p % SIDE, p / SIDE, random.nextInt(0x1000000));
      }
      ImageIO.write(image, "png", images.resolve("%02d.png".formatted(i)).toFile());
    }
    Path run = folder.resolve("run");
    Console.Outcome trained =
        Console.run(
            "train",
            "--preset",
            "vae-small",
            "--data",
            "images:" + images,
            "--mollifier",
            "blurring",
            "--epochs",
            4,
            "--batch-size",
            16,
            "--set",
            "width=4",
            "--set",
            "latent=3",
            "--samples-every",
            2,
            "--out",
            run);
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(run.resolve("samples/epoch-0002.png")).exists();
    BufferedImage strip = ImageIO.read(run.resolve("samples/strip.png").toFile());
    assertThat(strip.getHeight()).isEqualTo(3 * (SIDE + 2) + 2);
    bundle = folder.resolve("bundle");
    Console.Outcome exported = Console.run("export", run, "--out", bundle, "--checkpoint", "last");
    assertThat(exported.exit()).as(exported.err()).isZero();
  }

  @Test
  void the_grid_of_the_last_epoch_is_the_one_that_the_bundle_samples() throws IOException {
    Path grid = folder.resolve("grid.png");
    assertThat(Console.run("sample", bundle, "-n", 64, "--seed", 0, "--out", grid).exit()).isZero();
    BufferedImage sampled = ImageIO.read(grid.toFile());
    BufferedImage watched = ImageIO.read(folder.resolve("run/samples/epoch-0004.png").toFile());
    assertThat(sampled.getWidth()).isEqualTo(8 * (SIDE + 2) + 2);
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
    assertThat(Console.run("sample", bundle, "-n", 3, "--out", array).exit()).isZero();
    assertThat(Console.run("loglik", bundle, "--in", array, "--out", one).err())
        .contains("expected a whole grey level, 0 to 255");
  }

  @Test
  void distances_along_a_training_are_measured_by_any_network_of_features() throws IOException {
    Path run = folder.resolve("watched");
    Path network = bundle.resolve("encode.onnx");
    Console.Outcome trained =
        Console.run(
            "train",
            "--preset",
            "vae-small",
            "--data",
            "images:" + images,
            "--mollifier",
            "none",
            "--epochs",
            4,
            "--batch-size",
            16,
            "--set",
            "width=4",
            "--set",
            "latent=3",
            "--distance-every",
            2,
            "--distance-samples",
            50,
            "--features",
            network,
            "--out",
            run);
    assertThat(trained.exit()).as(trained.err()).isZero();
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
            60);
    assertThat(measured.exit()).as(measured.err()).isZero();
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
  void plain_pictures_are_likelier_than_noise_and_told_from_it_by_the_other_scores()
      throws IOException {
    Path plain = plainPictures();
    Console.Outcome outcome =
        Console.run(
            "evaluate",
            bundle,
            "--data",
            "images:" + images,
            "--against",
            "images:" + plain + ",blurred:3,noised:10");
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    JsonNode answer = new ObjectMapper().readTree(outcome.out());
    assertThat(answer.get("items").asInt()).isEqualTo(6);
    assertThat(answer.get("kind").asText()).isEqualTo(bundleKind());
    JsonNode scores = answer.at("/against/0/scores");
    assertThat(answer.at("/against/0/made").asText()).contains("grey repeated in 3 channels");
    assertThat(scores.at("/nll/auroc").asDouble()).isZero();
    assertThat(scores.at("/anomalyPercentile/auroc").asDouble()).isLessThan(0.5);
    assertThat(scores.at("/typicality/auroc").asDouble()).isEqualTo(1);
    assertThat(scores.at("/complexity/auroc").asDouble()).isEqualTo(1);
    assertThat(scores.at("/complexity/averagePrecision").asDouble()).isEqualTo(1);
    assertThat(answer.at("/against/1/made").asText())
        .isEqualTo("the same images: Gaussian blur of 3.0 pixels, rounded to grey levels");
    assertThat(answer.at("/against/1/scores/complexity/auroc").asDouble()).isEqualTo(1);
    assertThat(answer.at("/against/2/items").asInt()).isEqualTo(6);
  }

  @Test
  void pictures_that_do_not_belong_are_flagged_in_a_file_by_the_score_that_is_asked_for()
      throws IOException {
    Path out = folder.resolve("plain.csv");
    Path picture = folder.resolve("flat.png");
    BufferedImage flat = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
    for (int p = 0; p < SIDE * SIDE; p++) {
      flat.setRGB(p % SIDE, p / SIDE, 0x808080);
    }
    ImageIO.write(flat, "png", picture.toFile());
    for (String score : List.of("loglik", "typicality", "complexity")) {
      Console.Outcome outcome =
          Console.run(
              "loglik",
              bundle,
              "--in",
              picture,
              "--out",
              out,
              "--false-alarm-rate",
              0.2,
              "--score",
              score);
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      List<String> lines = Files.readAllLines(out);
      assertThat(lines.get(0))
          .isEqualTo(
              "log_likelihood,bits_per_dimension,anomaly_percentile,typicality,"
                  + "typicality_percentile,code_length,complexity,complexity_percentile,anomaly");
      double flag = Double.parseDouble(lines.get(1).substring(lines.get(1).lastIndexOf(',') + 1));
      assertThat(flag).as(score).isEqualTo(score.equals("loglik") ? 0 : 1);
    }
  }

  @Test
  void what_is_told_from_what_is_checked_before_any_work() {
    String data = "images:" + images;
    Console.run("evaluate", bundle, "--data", data, "--against", "blurred:much")
        .expectLine("evaluate", 1, "expected a width in pixels above 0 behind the colon");
    Console.run("evaluate", bundle, "--data", data, "--against", "noised", "--metric", "fid")
        .expectLine("evaluate", 1, "--against measures auroc and ap; leave it out to measure fid");
    Console.run("evaluate", folder.resolve("run"), "--data", data, "--against", "noised")
        .expectLine("evaluate", 1, "--against needs the held-out scores of a bundle");
    Console.run("evaluate", bundle, "--data", "gmm", "--against", "noised")
        .expectLine("evaluate", 1, "--against is for images, and --data gmm is a table");
    Console.run(
            "loglik", bundle, "--in", images, "--out", folder.resolve("x.csv"), "--score", "nll")
        .expectLine("loglik", 1, "--score expects loglik, typicality, complexity; got nll");
  }

  /** Grey pictures of one level each, near the middle, larger than the model's. */
  private static Path plainPictures() throws IOException {
    Path plain = Files.createDirectories(folder.resolve("plain"));
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 144; p++) {
        image.getRaster().setSample(p % 12, p / 12, 0, 118 + i);
      }
      ImageIO.write(image, "png", plain.resolve("%02d.png".formatted(i)).toFile());
    }
    return plain;
  }

  private static String bundleKind() throws IOException {
    return new ObjectMapper()
        .readTree(bundle.resolve("bundle.json").toFile())
        .at("/likelihood/kind")
        .asText();
  }

  @Test
  void a_run_is_evaluated_as_its_bundle_is() throws IOException {
    JsonNode run = evaluate(folder.resolve("run"), "images:" + images);
    JsonNode served = evaluate(bundle, "images:" + images);
    for (String number :
        List.of("/logLikelihood", "/bitsPerDimension", "/frechetDistance/distance")) {
      double expected = served.at(number).asDouble();
      assertThat(run.at(number).asDouble())
          .as(number)
          .isNotZero()
          .isCloseTo(expected, within(1e-3 * Math.abs(expected)));
    }
    assertThat(run.at("/kernelDistance/mean").asDouble())
        .isCloseTo(served.at("/kernelDistance/mean").asDouble(), within(1e-3));
    for (String same : List.of("kind", "importanceSamples", "scored", "references", "split")) {
      assertThat(run.get(same)).as(same).isNotNull().isEqualTo(served.get(same));
    }
    assertThat(run.get("importanceSamples").asInt()).isEqualTo(16);
  }

  @Test
  void images_of_the_training_are_cut_and_scaled_as_for_the_training() throws IOException {
    Path large = Files.createDirectories(folder.resolve("large"));
    for (int i = 0; i < 30; i++) {
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_3BYTE_BGR);
      image.setRGB(i % 12, 6, 0xFFFFFF);
      ImageIO.write(image, "png", large.resolve("%02d.png".formatted(i)).toFile());
    }
    Path run = folder.resolve("scaled");
    Console.Outcome trained =
        Console.run(
            "train",
            "--preset",
            "vae-small",
            "--data",
            "images:" + large,
            "--split-seed",
            3,
            "--epochs",
            1,
            "--batch-size",
            8,
            "--set",
            "width=4",
            "--set",
            "latent=3",
            "--set",
            "imageSize=8",
            "--out",
            run);
    assertThat(trained.exit()).as(trained.err()).isZero();
    JsonNode same = evaluate(run, "images:" + large);
    assertThat(same.get("splitSeed").asInt()).isEqualTo(3);
    assertThat(same.get("scored").asInt()).isEqualTo(24);
    assertThat(evaluate(run, "images:" + images).get("splitSeed").asInt())
        .as("other images have a split of their own")
        .isZero();
  }

  private static JsonNode evaluate(Path target, String data) throws IOException {
    Console.Outcome outcome =
        Console.run(
            "evaluate",
            target,
            "--data",
            data,
            "--part",
            "train",
            "--checkpoint",
            "last",
            "--metric",
            "loglik,bpd,fid,kid",
            "--features",
            bundle.resolve("encode.onnx"),
            "--samples",
            60);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void lines_of_interpolations_begin_and_end_with_samples() throws IOException {
    Path lines = folder.resolve("lines.png");
    Path samples = folder.resolve("ends.png");
    Console.run("sample", bundle, "-n", 3, "--interpolate", 5, "--seed", 9, "--out", lines);
    Console.run("sample", bundle, "-n", 6, "--seed", 9, "--out", samples);
    BufferedImage drawn = ImageIO.read(lines.toFile());
    BufferedImage ends = ImageIO.read(samples.toFile());
    assertThat(drawn.getWidth()).isEqualTo(5 * (SIDE + 2) + 2);
    assertThat(drawn.getHeight()).isEqualTo(3 * (SIDE + 2) + 2);
    // The last image of the second line is sample 3: the first of the second row of three.
    int last = 2 + 4 * (SIDE + 2);
    int second = 2 + (SIDE + 2);
    for (int i = 0; i < SIDE; i++) {
      assertThat(drawn.getRGB(last + i, second)).isEqualTo(ends.getRGB(2 + i, second));
    }
  }

  @Test
  void reconstructions_stand_beside_what_they_are_of() throws IOException {
    Path pairs = folder.resolve("pairs.png");
    Console.run("sample", bundle, "-n", 4, "--reconstruct", images, "--out", pairs);
    BufferedImage drawn = ImageIO.read(pairs.toFile());
    BufferedImage first = ImageIO.read(images.resolve("00.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(4 * (SIDE + 2) + 2);
    assertThat(drawn.getHeight()).isEqualTo(2 * (SIDE + 2) + 2);
    assertThat(drawn.getRGB(2, 2)).isEqualTo(first.getRGB(0, 0));
    assertThat(drawn.getRGB(2 + SIDE + 2, 2)).isNotEqualTo(first.getRGB(0, 0));
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
