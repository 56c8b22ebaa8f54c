package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.exporter.graph.TensorType;

class PromotionTest {
  private static final List<DataType> TYPES =
      List.of(
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.INT32,
          DataType.INT64,
          DataType.UINT8,
          DataType.INT8,
          DataType.BOOLEAN);

  static Stream<Arguments> operands() {
    List<Arguments> pairs = new ArrayList<>();
    for (DataType a : TYPES) {
      for (DataType b : TYPES) {
        for (Shape left : List.of(new Shape(), new Shape(2))) {
          for (Shape right : List.of(new Shape(), new Shape(2))) {
            pairs.add(Arguments.of(a, left, b, right));
          }
        }
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest(name = "{0}{1} and {2}{3}")
  @MethodSource("operands")
  void operands_meet_in_the_type_that_libtorch_chooses(
      DataType a, Shape left, DataType b, Shape right) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray x = manager.ones(left).toType(a, false);
      NDArray y = manager.ones(right).toType(b, false);
      DataType chosen = x.mul(y).getDataType();
      if (chosen == DataType.UNKNOWN) {
        assertThatThrownBy(() -> Promotion.of(new TensorType(a, left), new TensorType(b, right)))
            .hasMessageContaining("no element type holds both");
      } else {
        assertThat(Promotion.of(new TensorType(a, left), new TensorType(b, right)))
            .isEqualTo(chosen);
      }
    }
  }

  @Test
  void a_java_double_does_not_widen_an_array_but_widens_a_scalar() {
    TensorType number = new TensorType(DataType.FLOAT64, new Shape());
    assertThat(Promotion.of(new TensorType(DataType.FLOAT32, new Shape(-1, 3)), number))
        .isEqualTo(DataType.FLOAT32);
    assertThat(Promotion.of(new TensorType(DataType.FLOAT32, new Shape()), number))
        .isEqualTo(DataType.FLOAT64);
  }
}
