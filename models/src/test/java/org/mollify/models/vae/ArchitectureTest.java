package org.mollify.models.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.models.DataSpec;
import org.mollify.models.ModelRegistry;
import org.mollify.models.transform.PixelScaling;

class ArchitectureTest {

  @ParameterizedTest
  @CsvSource({
    "CIFAR10, 3, 32, 32",
    "CELEBA, 3, 64, 64",
    "MNIST, 1, 28, 28",
    "SMALL, 3, 32, 32",
    "SMALL, 3, 64, 64",
    "SMALL, 1, 28, 28",
    "SMALL, 1, 48, 20"
  })
  void decoders_make_images_of_the_size_of_the_data(
      Architecture architecture, long channels, long height, long width) {
    Shape image = new Shape(channels, height, width);
    assertThat(architecture.layers(image, 32).output()).isEqualTo(image);
  }

  @Test
  void other_sizes_are_refused_with_what_takes_them() {
    assertThatThrownBy(() -> Architecture.CIFAR10.layers(new Shape(3, 64, 64), 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("makes images of (3, 32, 32); the data have (3, 64, 64)")
        .hasMessageContaining("architecture=small");
    assertThatThrownBy(() -> Architecture.CELEBA.layers(new Shape(5), 32))
        .hasMessageContaining("tables take architecture=mlp");
    assertThatThrownBy(() -> Architecture.SMALL.layers(new Shape(1, 7, 7), 32))
        .hasMessageContaining("even sides");
  }

  /** 40.46 million, encoder and decoder together. */
  @Test
  void the_networks_of_the_paper_have_the_papers_size() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(cifar10(manager).parameterCount() / 1e6).isBetween(40.45, 40.47);
    }
  }

  @Test
  void weights_and_biases_start_within_the_bound_of_their_fan_in() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = cifar10(manager);
      int layers = 0;
      double bound = 0;
      for (var entry : model.getParameters()) {
        Parameter parameter = entry.getValue();
        Shape shape = parameter.getShape();
        if (parameter.getType() == Parameter.Type.WEIGHT) {
          bound = 1 / Math.sqrt((double) shape.size() / shape.get(0));
          layers++;
        } else if (parameter.getType() != Parameter.Type.BIAS) {
          continue;
        }
        float[] values = parameter.getArray().toFloatArray();
        double largest = 0;
        for (float value : values) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as(entry.getKey()).isLessThanOrEqualTo(bound).isPositive();
        if (values.length > 200) {
          assertThat(largest).as(entry.getKey()).isGreaterThan(0.95 * bound);
        }
      }
      assertThat(layers).isEqualTo(4 + 1 + 1 + 3);
    }
  }

  private static LatentVariableModel cifar10(NDManager manager) {
    LatentVariableModel model =
        (LatentVariableModel)
            ModelRegistry.build(
                ModelRegistry.describe(
                    "vae",
                    Map.of(),
                    DataSpec.image(3, 32, 32),
                    new PixelScaling.Spec(3, 32, 32, false)));
    model.initialize(manager, 1);
    return model;
  }
}
