package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a graph cannot hold is refused at export, by name, with what to do instead. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
  private NDManager manager;

  @BeforeAll
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterAll
  void close() {
    manager.close();
  }

  private void trace(Shape shape, UnaryOperator<NDArray> function) {
    Parity.trace(
        manager,
        List.of(shape),
        DataType.FLOAT32,
        (x, p) -> new NDList(function.apply(x.singletonOrThrow())));
  }

  private static Arguments rows(String message, UnaryOperator<NDArray> function) {
    return Arguments.of(message, Case.ROWS, function);
  }

  private static Arguments images(String message, UnaryOperator<NDArray> function) {
    return Arguments.of(message, Case.IMAGES, function);
  }

  Stream<Arguments> refusals() {
    return Stream.of(
        rows("NDArray.sort cannot be traced: it has no ONNX lowering", x -> x.sort(1)),
        rows("NDArray.inverse cannot be traced: it has no ONNX lowering", NDArray::inverse),
        rows("NDArray.booleanMask cannot be traced", x -> x.booleanMask(x.gt(0))),
        rows("NDArrayEx.prelu cannot be traced", x -> x.getNDArrayInternal().prelu(x, x).head()),
        rows(
            "NDArray.toByteBuffer cannot be traced: it reads the value",
            x -> manager.ones(new Shape(3)).mul(x)),
        rows(
            "NDArray.getFloat cannot be traced: it reads the value",
            x -> x.add(x.sum().getFloat())),
        rows(
            "NDArray.toFloatArray cannot be traced: it reads the value",
            x -> x.getManager().create(x.toFloatArray())),
        rows(
            "NDArray.contentEquals cannot be traced: it reads the value",
            x -> x.contentEquals(x.exp()) ? x : x.neg()),
        rows("NDArray.size cannot be traced: the batch size is not known", x -> x.div(x.size())),
        rows(
            "NDManager.randomNormal: graphs hold no random operator; declare a noise input",
            x -> x.add(x.getManager().randomNormal(new Shape(3)))),
        rows(
            "NDManager.truncatedNormal: graphs hold no random operator",
            x -> x.add(x.getManager().truncatedNormal(new Shape(3)))),
        rows(
            "NDManager.zeros of shape (-1, 3): the batch size is not known",
            x -> x.add(x.getManager().zeros(x.getShape()))),
        rows(
            "NDArray.broadcast cannot be traced: a constant cannot be broadcast to (-1, 3)",
            x -> x.add(x.getManager().ones(new Shape(3)).broadcast(x.getShape()))),
        rows(
            "NDArrayEx.dropout cannot be traced: it is asked to train",
            x -> Dropout.dropout(x, 0.5f, true).head()),
        rows("NDArray.getGradient cannot be traced: gradients do not exist", NDArray::getGradient),
        rows("NDArray.addi cannot be traced: other arrays (an input or a view)", x -> x.addi(1)),
        rows("may show the same elements; write mul", x -> x.exp().reshape(-1, 3).muli(2)),
        rows(
            "NDArray.set cannot be traced",
            x -> {
              NDArray y = x.exp();
              y.set(new NDIndex(":, 0"), 1);
              return y;
            }),
        rows("NDArray.reshape: Reshape: the number of elements differs", x -> x.reshape(-1, 2)),
        rows("the batch size is not known while tracing: give -1 for it", x -> x.reshape(3, 1)),
        rows("a part of the batch axis of float32[N, 3] cannot be taken", x -> x.get("0:2")),
        rows("items of the batch axis of float32[N, 3] cannot be picked", x -> x.get(0)),
        rows("the batch axis of float32[N, 3] cannot be split", x -> x.split(2).head()),
        rows(
            "NDArray.add: Add: shapes [float32[N, 3], float32[4]] do not broadcast",
            x -> x.add(x.getManager().ones(new Shape(4)))),
        rows(
            "NDArrayEx.concat: Concat: cannot join a batch and a fixed number",
            x -> x.concat(x.getManager().ones(new Shape(2, 3)))),
        rows("position 3 is outside axis 1 of float32[N, 3]", x -> x.get(":, 3")),
        rows(
            "Erf has no float64 kernel in ONNX Runtime, only float32; convert with toType",
            x -> x.toType(DataType.FLOAT64, false).erf()),
        rows("NDArray.add: Add has no boolean kernel in ONNX Runtime", x -> x.gt(0).add(x.lt(0))),
        rows(
            "NDArray.norm: the norm must be of order 1 or 2, got 3",
            x -> x.norm(3, new int[] {1}, false)),
        images(
            "NDArrayEx.avgPool: with ceilMode the last window",
            x -> Pool.avgPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), true, true)),
        images(
            "NDArrayEx.maxPool: MaxPool: a kernel of 9 is wider than its input",
            x -> Pool.maxPool2d(x, new Shape(9, 9), new Shape(1, 1), new Shape(0, 0), false)),
        rows(
            "take counts through the whole batch; write get",
            x -> x.take(x.getManager().create(new long[] {1}))),
        rows(
            "NDArrayEx.lpPool cannot be traced",
            x ->
                x.getNDArrayInternal().lpPool(2f, new Shape(2), new Shape(1), new Shape(0), false)),
        rows(
            "closed",
            x -> {
              x.close();
              return x.exp();
            }),
        rows(
            "output 'y0' is a constant float32[3]: it depends on no graph input",
            x -> x.getManager().ones(new Shape(3))),
        rows(
            "no element type holds both",
            x -> NDArrays.add(x.toType(DataType.UINT8, false), x.toType(DataType.INT8, false))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void it_is_refused_by_name(String message, Shape shape, UnaryOperator<NDArray> function) {
    assertThatThrownBy(() -> trace(shape, function)).hasMessageContaining(message);
  }

  @Test
  void a_parameter_is_never_changed() {
    Parameter weight = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    weight.setArray(manager.create(new float[] {1, 2, 3}));
    assertThatThrownBy(
            () ->
                Parity.trace(
                    manager,
                    List.of(Case.ROWS),
                    DataType.FLOAT32,
                    (x, parameters) -> {
                      NDArray w = parameters.getValue(weight, x.head().getDevice(), false);
                      return new NDList(x.head().mul(w.get("0:2").addi(1).sum()));
                    }))
        .isInstanceOf(UntraceableException.class)
        .hasMessage(
            "NDArray.addi cannot be traced: it would change an array that belongs to the model;"
                + " write add");
    assertThat(weight.getArray().toFloatArray()).containsExactly(1, 2, 3);
  }

  @Test
  void parameters_in_training_mode_are_refused() {
    Parameter weight = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    weight.setArray(manager.create(new float[] {1, 2, 3}));
    assertThatThrownBy(
            () ->
                Parity.trace(
                    manager,
                    List.of(Case.ROWS),
                    DataType.FLOAT32,
                    (x, p) ->
                        new NDList(x.head().mul(p.getValue(weight, x.head().getDevice(), true)))))
        .hasMessage("parameter 'w' is asked for in training mode: trace inference");
  }
}
