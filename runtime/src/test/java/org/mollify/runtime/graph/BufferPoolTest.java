package org.mollify.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final BufferPool pool = new BufferPool();

  @Test
  void memory_that_was_given_back_is_lent_again() {
    TensorBuffer first = pool.take(OnnxJavaType.DOUBLE, 100);
    TensorBuffer second = pool.take(OnnxJavaType.DOUBLE, 100);
    assertThat(second).isNotSameAs(first);
    first.close();
    assertThat(pool.available()).isEqualTo(1);
    assertThat(pool.take(OnnxJavaType.FLOAT, 50)).isSameAs(first);
    assertThat(pool.available()).isZero();
  }

  @Test
  void memory_that_is_too_small_is_left_for_others() {
    TensorBuffer small = pool.take(OnnxJavaType.DOUBLE, 10);
    small.close();
    TensorBuffer large = pool.take(OnnxJavaType.DOUBLE, 100_000);
    assertThat(large).isNotSameAs(small);
    assertThat(large.capacity()).isGreaterThanOrEqualTo(800_000);
  }

  @Test
  void no_more_than_a_few_are_kept() {
    TensorBuffer[] many = new TensorBuffer[40];
    for (int i = 0; i < many.length; i++) {
      many[i] = pool.take(OnnxJavaType.DOUBLE, 10);
    }
    for (TensorBuffer one : many) {
      one.close();
    }
    assertThat(pool.available()).isEqualTo(16);
  }

  @Test
  void values_are_converted_and_the_last_row_is_repeated() {
    double[] values = {1.5, -2, 300, 4};
    TensorBuffer doubles = pool.take(OnnxJavaType.DOUBLE, 8);
    doubles.put(values, 0, 2);
    doubles.put(values, 2, 2);
    doubles.repeat(2, 2);
    ByteBuffer written = doubles.written();
    assertThat(written.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(written.remaining()).isEqualTo(64);
    assertThat(written.getDouble(2 * 8)).isEqualTo(300);
    assertThat(written.getDouble(6 * 8)).isEqualTo(300);
    assertThat(written.getDouble(7 * 8)).isEqualTo(4);
    TensorBuffer floats = pool.take(OnnxJavaType.FLOAT, 4);
    floats.put(values, 0, 4);
    assertThat(floats.written().getFloat(0)).isEqualTo(1.5f);
    TensorBuffer bytes = pool.take(OnnxJavaType.UINT8, 2);
    bytes.put(new double[] {0, 255}, 0, 2);
    assertThat(Byte.toUnsignedInt(bytes.written().get(1))).isEqualTo(255);
  }

  @Test
  void rows_of_any_length_are_converted_one_behind_another() {
    double[] values = new double[1300];
    Arrays.setAll(values, i -> i % 251);
    TensorBuffer floats = pool.take(OnnxJavaType.FLOAT, 1400 * Float.BYTES);
    TensorBuffer bytes = pool.take(OnnxJavaType.UINT8, 1400);
    for (TensorBuffer buffer : List.of(floats, bytes)) {
      buffer.put(values, 0, 3);
      buffer.put(values, 7, 1293);
      buffer.put(values, 1, 1);
    }
    FloatBuffer writtenFloats = floats.written().asFloatBuffer();
    ByteBuffer writtenBytes = bytes.written();
    assertThat(writtenFloats.remaining()).isEqualTo(1297);
    assertThat(writtenBytes.remaining()).isEqualTo(1297);
    for (int i = 0; i < 1297; i++) {
      double expected = i < 3 ? values[i] : i < 1296 ? values[i + 4] : values[1];
      assertThat(writtenFloats.get(i)).isEqualTo((float) expected);
      assertThat(writtenBytes.get(i)).isEqualTo((byte) (int) expected);
    }
  }
}
