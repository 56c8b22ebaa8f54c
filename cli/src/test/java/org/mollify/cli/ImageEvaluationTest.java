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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scores of a model of images are worth, and how near its samples come. */
class ImageEvaluationTest {
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
                "images:" + plain + ",blurred:3,noised:10")
            .expectDone();
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
    BufferedImage flat =
        new BufferedImage(TrainedImages.SIDE, TrainedImages.SIDE, BufferedImage.TYPE_3BYTE_BGR);
    for (int p = 0; p < TrainedImages.SIDE * TrainedImages.SIDE; p++) {
      flat.setRGB(p % TrainedImages.SIDE, p / TrainedImages.SIDE, 0x808080);
    }
    ImageIO.write(flat, "png", picture.toFile());
    for (String score : List.of("loglik", "typicality", "complexity")) {
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
              score)
          .expectDone();
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
    Path run =
        SmallVae.train(
            "images:" + large,
            folder.resolve("scaled"),
            "--split-seed",
            3,
            "--epochs",
            1,
            "--batch-size",
            8,
            "--set",
            "imageSize=8");
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
                60)
            .expectDone();
    return new ObjectMapper().readTree(outcome.out());
  }
}
