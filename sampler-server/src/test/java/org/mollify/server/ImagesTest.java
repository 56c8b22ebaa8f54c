package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.runtime.io.PngImage;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ServerConfig;

class ImagesTest {
  private static final List<Long> SHAPE = List.of(3L, 2L, 4L);

  @TempDir static Path folder;

  private static MollifyServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    List<Path> bundles =
        List.of(
            TestImageBundle.write(folder.resolve("image"), "image"),
            TestBundles.affine(folder.resolve("wine"), "wine"));
    server = MollifyServer.start(ServerConfig.defaults().withPort(0).withBundles(bundles));
    client = new Client(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void samples_come_as_a_grid_of_pictures() throws Exception {
    HttpResponse<byte[]> answer = client.get("/sample?n=64&seed=7", "Accept", "image/png");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(answer.headers().firstValue("Mollify-Seed")).hasValue("7");
    BufferedImage grid = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(grid.getWidth()).isEqualTo(8 * 6 + 2);
    assertThat(grid.getHeight()).isEqualTo(8 * 4 + 2);
    try (GenerativeModel model = GenerativeModel.open(folder.resolve("image"))) {
      double red = Math.min(255, Math.max(0, Math.floor(model.sample(64, 7)[9][0] + 0.5)));
      assertThat(grid.getRaster().getSample(2 + 6, 2 + 4, 0)).isEqualTo((int) red);
    }
  }

  @Test
  void a_browser_that_asks_for_a_picture_gets_one() throws Exception {
    HttpResponse<byte[]> answer =
        client.get("/sample", "Accept", "image/avif,image/webp,image/png,*/*;q=0.8");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(PngImage.read(answer.body(), SHAPE)).hasSize(24);
  }

  @Test
  void a_picture_is_scored_as_its_grey_levels_are() throws Exception {
    double[] pixels = new double[24];
    Arrays.setAll(pixels, i -> 10 * i);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageGrid.write(SHAPE, new double[][] {pixels}, png);
    var answer = json(client.post("/loglik", png.toByteArray(), "Content-Type", "image/png"));
    assertThat(answer.get("kind").asText()).isEqualTo("undequantised");
    assertThat(answer.at("/logLikelihood/0").asDouble())
        .isCloseTo(TestImageBundle.logLikelihood(pixels), within(1e-9));
    String rows = "{\"rows\": [" + Arrays.toString(pixels) + "]}";
    assertThat(json(client.post("/loglik", rows))).isEqualTo(answer);
  }

  @Test
  void a_picture_of_another_size_or_a_damaged_one_is_a_problem() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageGrid.write(List.of(3L, 4L, 4L), new double[][] {new double[48]}, png);
    byte[] large = png.toByteArray();
    assertThat(problem(client.post("/loglik", large, "Content-Type", "image/png"), 422, "bad-rows"))
        .isEqualTo("the picture is 4 pixels wide and 4 high; the model takes 4 by 2");
    byte[] cut = Arrays.copyOf(large, 20);
    assertThat(
            problem(
                client.post("/loglik", cut, "Content-Type", "image/png"), 400, "malformed-request"))
        .contains("damaged");
  }

  @Test
  void a_table_neither_gives_nor_takes_pictures_and_scores_are_none() throws Exception {
    assertThat(
            problem(
                client.get("/models/wine/sample", "Accept", "image/png"), 406, "not-acceptable"))
        .endsWith("available: application/json, text/csv, application/x-npy");
    assertThat(
            problem(
                client.post("/models/wine/loglik", new byte[8], "Content-Type", "image/png"),
                415,
                "unsupported-media-type"))
        .contains("application/x-npy")
        .doesNotEndWith("image/png");
    assertThat(
            problem(
                client.post("/loglik", "{\"rows\": []}", "Accept", "image/png"),
                406,
                "not-acceptable"))
        .contains("image/png");
  }
}
