package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One entry of the parity registry.
 *
 * @param name the operation it covers, then a colon and what is special, if anything
 * @param shapes shapes of the inputs, -1 for the batch
 * @param types element types to run it with
 * @param traced the function to trace
 * @param reference the function that the engine computes; the same unless the engine lacks it
 */
record Case(
    String name,
    List<Shape> shapes,
    Set<DataType> types,
    Parity.Function traced,
    Parity.Function reference) {
  static final Set<DataType> REALS = Set.of(DataType.FLOAT32, DataType.FLOAT64);
  static final Set<DataType> SINGLE = Set.of(DataType.FLOAT32);
  static final Shape ROWS = new Shape(-1, 3);
  static final Shape IMAGES = new Shape(-1, 4, 8, 6);

  Case(String name, List<Shape> shapes, Set<DataType> types, Parity.Function function) {
    this(name, shapes, types, function, function);
  }

  /** A function of one array of rows. */
  static Case of(String name, UnaryOperator<NDArray> function) {
    return of(name, ROWS, function);
  }

  /** A function of one array. */
  static Case of(String name, Shape shape, UnaryOperator<NDArray> function) {
    return new Case(
        name, List.of(shape), REALS, (x, p) -> new NDList(function.apply(x.singletonOrThrow())));
  }

  /** A function of two arrays of one shape. */
  static Case of(String name, Shape shape, BinaryOperator<NDArray> function) {
    return new Case(
        name,
        List.of(shape, shape),
        REALS,
        (x, p) -> new NDList(function.apply(x.get(0), x.get(1))));
  }

  /** A function of one array that gives a list. */
  static Case list(String name, Shape shape, Function<NDArray, NDList> function) {
    return new Case(name, List.of(shape), REALS, (x, p) -> function.apply(x.singletonOrThrow()));
  }

  /** The same with float32 only: ONNX Runtime has no wider kernel. */
  Case single() {
    return typed(DataType.FLOAT32);
  }

  /** The same with other element types. */
  Case typed(DataType... others) {
    return new Case(name, shapes, Set.of(others), traced, reference);
  }

  /** Name of the operation it covers. */
  String operation() {
    return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
  }
}
