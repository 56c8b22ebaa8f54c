package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

/** Headers and element types of NPY bodies. */
class NpyTest {
  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("image", TestImageBundle::write).and("wine", TestBundles::affine);

  private final Client client = server.client();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"(1, 3, 2, 4)", "(1, 24)", "(24,)", "( 1,3 ,2,4, )"})
  void images_come_with_the_axes_of_the_model_or_flat(String shape) throws Exception {
    byte[] pixels = new byte[24];
    double[] levels = new double[24];
    for (int i = 0; i < 24; i++) {
      pixels[i] = (byte) (10 * i);
      levels[i] = 10 * i;
    }
    assertThat(json(post("/loglik", "|u1", shape, pixels)).at("/logLikelihood/0").asDouble())
        .isCloseTo(TestImageBundle.logLikelihood(levels), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"(1, 2, 4, 3)", "(1, 4, 2, 3)", "(1, 3, 4, 2)", "(1, 3, 8)", "(1, 24, 1)"})
  void images_with_other_axes_are_refused(String shape) throws Exception {
    assertThat(problem(post("/loglik", "|u1", shape, new byte[24]), 422, "bad-rows"))
        .isEqualTo("the array has the shape " + shape + "; expected (N, 3, 2, 4) or (N, 24)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(,) | 400",
        "(1 2, 3) | 400",
        "(3,,2) | 400",
        "( , 3) | 400",
        "(1, -3) | 400",
        "() | 422",
        "(1, 9999999999, 9999999999, 9999999999) | 422",
        "(1, 1, 1, 1, 1, 1, 1, 1, 1, 3) | 422",
        "(9999999999, 3) | 413"
      })
  void a_shape_that_is_none_or_too_large_is_refused(String shape, int status) throws Exception {
    String slug = status == 400 ? "malformed-request" : status == 422 ? "bad-rows" : "too-large";
    assertThat(problem(post("/models/wine/loglik", "<f8", shape, new byte[24]), status, slug))
        .isNotBlank();
  }

  @Test
  void every_float_and_integer_is_taken_and_truth_values_are() throws Exception {
    double[] row = {1, 0, 1};
    double expected = TestBundles.affineLogLikelihood(row);
    for (String type :
        List.of("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1")) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        char prefix = type.endsWith("1") ? '|' : order == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
        ByteBuffer data = ByteBuffer.allocate(3 * (type.charAt(1) - '0')).order(order);
        for (double value : row) {
          put(data, type, value);
        }
        var answer = json(post("/models/wine/loglik", prefix + type, "(1, 3)", data.array()));
        assertThat(answer.at("/logLikelihood/0").asDouble())
            .as(prefix + type)
            .isCloseTo(expected, within(1e-9));
      }
    }
  }

  /** One is 0x3C00 in half precision. */
  private static void put(ByteBuffer data, String type, double value) {
    switch (type) {
      case "f8" -> data.putDouble(value);
      case "f4" -> data.putFloat((float) value);
      case "f2" -> data.putShort((short) (value == 1 ? 0x3C00 : 0));
      case "i8", "u8" -> data.putLong((long) value);
      case "i4", "u4" -> data.putInt((int) value);
      case "i2", "u2" -> data.putShort((short) value);
      default -> data.put((byte) value);
    }
  }

  @Test
  void unsigned_integers_of_64_bits_do_not_become_negative() throws Exception {
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(1).putLong(2).putLong(-1L);
    double[] row = {1, 2, 0x1p64};
    var answer = json(post("/models/wine/loglik", "<u8", "(1, 3)", data.array()));
    double expected = TestBundles.affineLogLikelihood(row);
    assertThat(answer.at("/logLikelihood/0").asDouble())
        .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  @Test
  void other_element_types_are_refused_by_name() throws Exception {
    for (String type : List.of("<c8", "|O1", "<f1", "<U1", "<i3")) {
      assertThat(
              problem(post("/models/wine/loglik", type, "(1, 3)", new byte[24]), 422, "bad-rows"))
          .isEqualTo(
              "the array has the element type "
                  + type
                  + "; expected floats, integers or truth values");
    }
  }

  private HttpResponse<byte[]> post(String path, String type, String shape, byte[] data)
      throws Exception {
    byte[] header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n"
            .formatted(type, shape)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = ByteBuffer.allocate(10 + header.length + data.length);
    body.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    body.put((byte) 1).put((byte) 0);
    body.order(ByteOrder.LITTLE_ENDIAN).putShort((short) header.length).put(header).put(data);
    return client.post(path, body.array(), "Content-Type", "application/x-npy");
  }
}
