package org.mollify.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Follows 100 steps of PyTorch, recorded by {@code benchmarks/peers/record_optimizer_trace.py}. */
class OptimizerTraceTest {
  private static JsonNode trace() throws IOException {
    try (InputStream in =
        OptimizerTraceTest.class.getResourceAsStream("pytorch-optimizer-trace.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  static List<Arguments> cases() throws IOException {
    List<Arguments> arguments = new ArrayList<>();
    for (JsonNode entry : trace().get("cases")) {
      arguments.add(Arguments.of(entry.get("name").asText(), true, entry));
      arguments.add(Arguments.of(entry.get("name").asText(), false, entry));
    }
    return arguments;
  }

  @ParameterizedTest(name = "{0}, in memory: {1}")
  @MethodSource("cases")
  void every_parameter_follows_pytorch_for_100_steps(
      String name, boolean inMemory, JsonNode recorded) throws IOException {
    JsonNode trace = trace();
    float[] initial = floats(trace.get("initial"));
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      arrays.put("a", manager.create(firstFour(initial), new Shape(2, 2)));
      arrays.put("b", manager.create(lastTwo(initial), new Shape(2)));
      arrays.values().forEach(array -> array.setRequiresGradient(true));
      TrainedParameters parameters = TrainedParameters.of(arrays, inMemory);
      OptimizerSpec spec =
          OptimizerSpec.of(
              recorded.get("optimizer").asText(),
              trace.get("learningRate").asDouble(),
              recorded.get("weightDecay").asDouble());
      try (Optimizer optimizer = spec.build(parameters)) {
        for (int step = 0; step < recorded.get("parameters").size(); step++) {
          float[] gradient = floats(trace.get("gradients").get(step));
          Gradients.give(arrays.get("a"), firstFour(gradient));
          Gradients.give(arrays.get("b"), lastTwo(gradient));
          if (!recorded.get("maxNorm").isNull()) {
            double norm =
                new GradientClipping(recorded.get("maxNorm").asDouble()).apply(parameters);
            double expected = recorded.get("gradientNorms").get(step).asDouble();
            assertThat(norm).isCloseTo(expected, within(1e-6 * expected));
          }
          optimizer.step();
          float[] expected = floats(recorded.get("parameters").get(step));
          assertThat(arrays.get("a").toFloatArray())
              .as("parameter a after step %d", step + 1)
              .containsExactly(firstFour(expected), within(1e-6f));
          assertThat(arrays.get("b").toFloatArray())
              .as("parameter b after step %d", step + 1)
              .containsExactly(lastTwo(expected), within(1e-6f));
        }
      }
    }
  }

  private static float[] firstFour(float[] values) {
    return Arrays.copyOfRange(values, 0, 4);
  }

  private static float[] lastTwo(float[] values) {
    return Arrays.copyOfRange(values, 4, 6);
  }

  private static float[] floats(JsonNode numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.get(i).asDouble();
    }
    return values;
  }
}
