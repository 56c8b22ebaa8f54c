package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

class InterpolateRouteTest {
  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine)
          .and("mixed", TestBundles::mixed)
          .and("image", TestImageBundle::withDecode);

  private final Client client = server.client();

  @Test
  void its_ends_are_the_first_samples_of_the_seeds() throws Exception {
    JsonNode answer = json(client.get("/models/wine/interpolate?from=3&to=8&steps=5"));
    assertThat(answer.get("seed").asLong()).isEqualTo(3);
    assertThat(answer.get("toSeed").asLong()).isEqualTo(8);
    assertThat(answer.get("rows")).hasSize(5);
    assertSame(answer.at("/rows/0"), json(client.get("/sample?seed=3")).at("/rows/0"));
    assertSame(answer.at("/rows/4"), json(client.get("/sample?seed=8")).at("/rows/0"));
  }

  @Test
  void the_middle_stands_on_the_arc_between_the_latents() throws Exception {
    JsonNode rows = json(client.get("/models/wine/interpolate?from=3&to=8&steps=3")).get("rows");
    double[] a = latent(rows.get(0));
    double[] b = latent(rows.get(2));
    double product = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < 3; i++) {
      product += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    double angle = Math.acos(product / Math.sqrt(aa * bb));
    double factor = Math.sin(angle / 2) / Math.sin(angle);
    double[] middle = latent(rows.get(1));
    for (int i = 0; i < 3; i++) {
      assertThat(middle[i]).isCloseTo(factor * (a[i] + b[i]), within(1e-6));
    }
  }

  @Test
  void temperature_scales_the_latents() throws Exception {
    JsonNode usual = json(client.get("/models/wine/interpolate?from=3&to=8&steps=3"));
    JsonNode cool =
        json(client.get("/models/wine/interpolate?from=3&to=8&steps=3&temperature=0.5"));
    assertThat(latent(cool.at("/rows/1"))[0])
        .isCloseTo(0.5 * latent(usual.at("/rows/1"))[0], within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-320", "1e-160", "1e-40"})
  void a_temperature_near_zero_gives_the_item_of_the_latent_zero(String temperature)
      throws Exception {
    JsonNode cold =
        json(client.get("/models/wine/interpolate?from=3&to=8&steps=3&temperature=" + temperature));
    for (JsonNode row : cold.get("rows")) {
      for (double z : latent(row)) {
        assertThat(z).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void pictures_come_in_one_line() throws Exception {
    HttpResponse<byte[]> answer =
        client.get("/models/image/interpolate?from=1&to=2&steps=7", "Accept", "image/png");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
    BufferedImage line = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(line.getWidth()).isEqualTo(7 * 10 + 2);
    assertThat(line.getHeight()).isEqualTo(10 + 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wine | from=1 | to is missing; an interpolation needs the seeds from and to
          wine | to=1 | from is missing; an interpolation needs the seeds from and to
          wine | from=a&to=1 | from is "a"; expected a whole number from -9223372036854775808 to 9223372036854775807
          wine | from=1&to=2&steps=1 | steps is 1; expected a whole number from 2 to 1000000
          wine | from=1&to=2&temperature=1e309 | temperature is "1e309"; expected a finite number above 0
          wine | from=1&to=2&temperature=1.7e308 | temperature is 1.7E308; expected one that keeps latents finite
          wine | from=1&to=2&temperature=0 | temperature is "0"; expected a finite number above 0
          mixed | from=1&to=2 | an interpolation needs the role decode; the model has loglik, sample
          """)
  void what_cannot_be_answered_is_refused(String model, String query, String detail)
      throws Exception {
    assertThat(
            problem(client.get("/models/" + model + "/interpolate?" + query), 400, "bad-parameter"))
        .isEqualTo(detail);
  }

  private static double[] latent(JsonNode row) {
    double[] z = new double[3];
    for (int i = 0; i < 3; i++) {
      z[i] = (row.get(i).asDouble() - TestBundles.SHIFT[i]) / TestBundles.SCALE[i];
    }
    return z;
  }

  private static void assertSame(JsonNode row, JsonNode expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(row.get(i).asDouble()).isCloseTo(expected.get(i).asDouble(), within(1e-6));
    }
  }
}
