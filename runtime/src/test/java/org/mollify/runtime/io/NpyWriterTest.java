package org.mollify.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class NpyWriterTest {

  @Test
  void a_matrix_has_the_header_and_the_bytes_that_numpy_writes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpyWriter npy = new NpyWriter(bytes, NpyWriter.Type.FLOAT64, 2, 3)) {
      npy.write(new double[] {1, 2, 3});
      npy.write(new double[] {-0.5, Double.NaN, Double.NEGATIVE_INFINITY});
    }
    ByteBuffer data = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.capacity()).isEqualTo(128 + 48);
    assertThat(text(bytes, 1, 6)).isEqualTo("NUMPY");
    assertThat(data.getShort(8)).isEqualTo((short) 118);
    assertThat(text(bytes, 10, 128).stripTrailing())
        .isEqualTo("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }");
    assertThat(data.get(127)).isEqualTo((byte) '\n');
    assertThat(data.getDouble(128)).isEqualTo(1);
    assertThat(data.getDouble(128 + 24)).isEqualTo(-0.5);
    assertThat(data.getDouble(128 + 32)).isNaN();
    assertThat(data.getDouble(128 + 40)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void a_vector_of_floats_has_a_one_element_tuple() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpyWriter npy = new NpyWriter(bytes, NpyWriter.Type.FLOAT32, 1)) {
      npy.write(0.1);
    }
    assertThat(text(bytes, 10, 128)).contains("'<f4'").contains("'shape': (1,)");
    ByteBuffer data = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.getFloat(128)).isEqualTo(0.1f);
  }

  @Test
  void too_few_or_too_many_values_are_noticed() throws IOException {
    NpyWriter npy = new NpyWriter(new ByteArrayOutputStream(), NpyWriter.Type.FLOAT64, 2);
    npy.write(1);
    assertThatThrownBy(npy::close)
        .isInstanceOf(IOException.class)
        .hasMessage("the array holds 2 values, only 1 came");
    NpyWriter full = new NpyWriter(new ByteArrayOutputStream(), NpyWriter.Type.FLOAT64, 1);
    full.write(1);
    assertThatThrownBy(() -> full.write(2))
        .hasMessage("the array holds 1 values; 1 are written, and 1 more do not fit");
  }

  @Test
  void runs_longer_than_the_buffer_are_written_whole_and_too_long_ones_not_at_all()
      throws IOException {
    for (NpyWriter.Type type : NpyWriter.Type.values()) {
      int size = type == NpyWriter.Type.FLOAT64 ? Double.BYTES : Float.BYTES;
      double[] values = DoubleStream.iterate(-7.25, x -> x + 0.125).limit(30_001).toArray();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (NpyWriter npy = new NpyWriter(bytes, type, values.length + 2)) {
        npy.write(0.5);
        npy.write(values);
        assertThatThrownBy(() -> npy.write(new double[2]))
            .hasMessageEndingWith("30002 are written, and 2 more do not fit");
        npy.write(1.5);
      }
      ByteBuffer data = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(data.capacity()).isEqualTo(128 + size * 30_003);
      for (int i = 0; i < values.length; i++) {
        int at = 128 + size * (i + 1);
        assertThat(size == Double.BYTES ? data.getDouble(at) : data.getFloat(at))
            .isEqualTo(values[i]);
      }
    }
  }

  private static String text(ByteArrayOutputStream bytes, int from, int to) {
    return new String(bytes.toByteArray(), from, to - from, StandardCharsets.US_ASCII);
  }
}
