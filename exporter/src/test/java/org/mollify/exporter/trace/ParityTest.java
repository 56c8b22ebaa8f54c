package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every lowering, and every stock block, computes in ONNX Runtime what the engine computes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityTest {
  private NDManager manager;

  @BeforeAll
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterAll
  void close() {
    manager.close();
  }

  private Stream<Case> registry() {
    return Stream.of(
            ElementCases.all(),
            ShapeCases.all(),
            new BlockCases(manager).all(),
            new ModelCases(manager).all())
        .flatMap(cases -> cases);
  }

  Stream<Arguments> cases() {
    return registry()
        .flatMap(c -> c.types().stream().sorted().map(type -> Arguments.of(c.name(), type, c)));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("cases")
  void onnx_runtime_agrees_with_the_engine(String name, DataType type, Case c) {
    double tolerance = type == DataType.FLOAT64 ? 1e-9 : 1e-5;
    assertThatNoException()
        .as("%s in %s", name, type)
        .isThrownBy(
            () -> Parity.check(manager, c.shapes(), type, c.traced(), c.reference(), tolerance));
  }

  @Test
  void every_lowering_has_a_case() {
    try (NDManager sub = manager.newSubManager()) {
      Set<String> covered =
          registry().map(Case::operation).collect(Collectors.toCollection(TreeSet::new));
      assertThat(covered)
          .containsAll(
              new LoweringTable(new Trace(sub, TransposedConvolutionForm.DEFAULT)).names());
    }
  }
}
