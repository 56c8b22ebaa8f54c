package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.runtime.io.JpegImage;
import org.mollify.runtime.io.PngImage;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ServerConfig;

class ImagesTest {
  private static final List<Long> SHAPE = List.of(3L, 2L, 4L);

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("image", TestImageBundle::write).and("wine", TestBundles::affine);

  private final Client client = server.client();

  @Test
  void samples_come_as_a_grid_of_pictures() throws Exception {
    HttpResponse<byte[]> answer = client.get("/sample?n=64&seed=7", "Accept", "image/png");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(answer.headers().firstValue("Mollify-Seed")).hasValue("7");
    BufferedImage grid = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(grid.getWidth()).isEqualTo(8 * 6 + 2);
    assertThat(grid.getHeight()).isEqualTo(8 * 4 + 2);
    try (GenerativeModel model = GenerativeModel.open(server.bundle("image"))) {
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
  void a_jpeg_is_scored_as_it_decodes() throws Exception {
    byte[] jpeg = jpeg(4, 2, BufferedImage.TYPE_3BYTE_BGR);
    double[] decoded = JpegImage.read(jpeg, SHAPE);
    assertThat(decoded[0]).isNotEqualTo(decoded[1]);
    var answer = json(client.post("/loglik", jpeg, "Content-Type", "image/jpeg"));
    assertThat(answer.at("/logLikelihood/0").asDouble())
        .isCloseTo(TestImageBundle.logLikelihood(decoded), within(1e-9));
    byte[] large = jpeg(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(
            problem(client.post("/loglik", large, "Content-Type", "image/jpeg"), 422, "bad-rows"))
        .isEqualTo("the picture is 8 pixels wide and 8 high; the model takes 4 by 2");
    assertThat(
            problem(
                client.post("/loglik", Arrays.copyOf(jpeg, 30), "Content-Type", "image/jpeg"),
                400,
                "malformed-request"))
        .startsWith("the JPEG is damaged");
    assertThat(
            problem(
                client.post("/loglik", new byte[9], "Content-Type", "image/jpeg"),
                400,
                "malformed-request"))
        .startsWith("not a JPEG");
  }

  @Test
  void several_pictures_come_as_the_parts_of_a_form() throws Exception {
    byte[] jpeg = jpeg(4, 2, BufferedImage.TYPE_3BYTE_BGR);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageGrid.write(SHAPE, new double[][] {new double[24]}, png);
    String type = "multipart/form-data; boundary=\"x-9\"";
    var answer =
        json(client.post("/loglik", form("x-9", jpeg, png.toByteArray()), "Content-Type", type));
    assertThat(answer.get("logLikelihood")).hasSize(2);
    assertThat(answer.at("/logLikelihood/0").asDouble())
        .isCloseTo(TestImageBundle.logLikelihood(JpegImage.read(jpeg, SHAPE)), within(1e-9));
    assertThat(answer.at("/logLikelihood/1").asDouble())
        .isCloseTo(TestImageBundle.logLikelihood(new double[24]), within(1e-9));
    byte[] wrong = form("x-9", jpeg, jpeg(3, 3, BufferedImage.TYPE_BYTE_GRAY));
    assertThat(problem(client.post("/loglik", wrong, "Content-Type", type), 422, "bad-rows"))
        .isEqualTo(
            "the picture is 3 pixels wide and 3 high; the model takes 4 by 2 (part 1,"
                + " \"1.bin\")");
  }

  @Test
  void a_form_that_is_cut_or_has_no_boundary_is_malformed() throws Exception {
    byte[] whole = form("b", jpeg(4, 2, BufferedImage.TYPE_3BYTE_BGR));
    byte[] cut = Arrays.copyOf(whole, whole.length - 9);
    String slug = "malformed-request";
    String type = "multipart/form-data; boundary=b";
    assertThat(problem(client.post("/loglik", cut, "Content-Type", type), 400, slug))
        .startsWith("the multipart body");
    for (String unreadable :
        List.of("", "; boundary", "; boundary=", "; boundary=\"", "; boundary=\"a")) {
      String header = "multipart/form-data" + unreadable;
      assertThat(problem(client.post("/loglik", whole, "Content-Type", header), 400, slug))
          .as(header)
          .startsWith("the");
    }
    assertThat(problem(client.post("/loglik", new byte[0], "Content-Type", type), 400, slug))
        .startsWith("the multipart body");
    byte[] none = "--b--\r\n".getBytes();
    assertThat(problem(client.post("/loglik", none, "Content-Type", type), 422, "bad-rows"))
        .startsWith("there are no rows");
  }

  @Test
  void a_form_of_more_pictures_than_rows_may_come_is_too_large() throws Exception {
    ServerConfig config =
        ServerConfig.defaults()
            .withPort(0)
            .withBundles(List.of(server.bundle("image")))
            .with("limits.maxRows", 2);
    byte[] picture = jpeg(4, 2, BufferedImage.TYPE_3BYTE_BGR);
    try (MollifyServer small = MollifyServer.start(config)) {
      Client asking = new Client(small.port());
      String type = "multipart/form-data; boundary=b";
      byte[] most = form("b", picture, picture);
      assertThat(json(asking.post("/loglik", most, "Content-Type", type)).get("logLikelihood"))
          .hasSize(2);
      for (int parts : new int[] {3, 4, 9}) {
        byte[][] files = new byte[parts][];
        Arrays.fill(files, picture);
        assertThat(
                problem(
                    asking.post("/loglik", form("b", files), "Content-Type", type),
                    413,
                    "too-large"))
            .isEqualTo("the body has more than 2 rows of 24 values; send it in parts of at most 2");
      }
    }
  }

  private static byte[] jpeg(int width, int height, int type) throws Exception {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int x = 0; x < width; x++) {
      picture.setRGB(x, 0, 0xFF000000 | (x * 60 << 16) | (200 - x * 20 << 8) | 90);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] form(String boundary, byte[]... files) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < files.length; i++) {
      body.write(
          ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%d.bin\"\r\n\r\n")
              .formatted(boundary, i)
              .getBytes());
      body.write(files[i]);
      body.write("\r\n".getBytes());
    }
    body.write(("--" + boundary + "--\r\n").getBytes());
    return body.toByteArray();
  }

  @Test
  void a_table_neither_gives_nor_takes_pictures_and_scores_are_none() throws Exception {
    assertThat(
            problem(
                client.get("/models/wine/sample", "Accept", "image/png"), 406, "not-acceptable"))
        .endsWith(
            "available: application/json, text/csv, application/x-npy, application/vnd.apache.arrow.stream");
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
