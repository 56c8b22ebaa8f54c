package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.server.MollifyServer;
import org.mollify.server.config.ServerConfig;

/** From CelebA's official files, here drawn ones at half size, to samples over HTTP. */
class CelebaWayTest {

  private static final int TRAINING = 24;
  private static final int OTHERS = 4;
  private static final int SIDE = 64;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void celeba_goes_from_its_files_to_served_pictures_and_scores() throws Exception {
    drawFiles();
    Path run =
        SmallVae.train(
            "celeba",
            folder.resolve("run"),
            "--data-dir",
            folder,
            "--mollifier",
            "gaussian",
            "--epochs",
            2,
            "--batch-size",
            8);
    Path bundle = SmallVae.export(run, folder.resolve("bundle"));
    Path picture = folder.resolve("face.png");
    ImageIO.write(face(3, SIDE, SIDE), "png", picture.toFile());
    Path scored = folder.resolve("score.csv");
    Console.run("loglik", bundle, "--in", picture, "--out", scored).expectDone();

    ServerConfig config = ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
    try (MollifyServer server = MollifyServer.start(config)) {
      String address = "http://127.0.0.1:" + server.port();
      byte[] grid =
          send(
              HttpRequest.newBuilder(URI.create(address + "/sample?n=64&seed=7"))
                  .header("Accept", "image/png"));
      BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(grid));
      assertThat(drawn.getWidth()).isEqualTo(8 * (SIDE + 2) + 2);
      assertThat(drawn.getHeight()).isEqualTo(8 * (SIDE + 2) + 2);
      byte[] answer =
          send(
              HttpRequest.newBuilder(URI.create(address + "/loglik"))
                  .header("Content-Type", "image/png")
                  .POST(BodyPublishers.ofFile(picture)));
      JsonNode score = new ObjectMapper().readTree(answer);
      double expected = Double.parseDouble(Files.readAllLines(scored).get(1).split(",")[0]);
      assertThat(score.at("/logLikelihood/0").asDouble())
          .isNegative()
          .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
      assertThat(score.get("heldOut").asInt()).isEqualTo(OTHERS);
    }
  }

  private static byte[] send(HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return answer.body();
  }

  /** Training, validation and test part, in the order of the official list. */
  private void drawFiles() throws IOException {
    Path images = Files.createDirectories(folder.resolve("celeba/img_align_celeba"));
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < TRAINING + 2 * OTHERS; i++) {
      String name = "%06d.jpg".formatted(i + 1);
      ImageIO.write(face(i, 89, 109), "jpg", images.resolve(name).toFile());
      int part = i < TRAINING ? 0 : i < TRAINING + OTHERS ? 1 : 2;
      list.append(name).append(' ').append(part).append('\n');
    }
    Files.writeString(folder.resolve("celeba/list_eval_partition.txt"), list);
  }

  /** An oval of one colour on a ground of another. */
  private static BufferedImage face(int number, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double across = (x - width / 2.0) / (width / 3.0);
        double down = (y - height / 2.0) / (height / 3.0);
        boolean inside = across * across + down * down < 1;
        image.setRGB(x, y, inside ? 0xC08060 + 4 * number : 0x203040 + 0x030000 * number);
      }
    }
    return image;
  }
}
