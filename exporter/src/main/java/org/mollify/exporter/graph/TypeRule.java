package org.mollify.exporter.graph;

import java.util.List;
import java.util.function.Function;

/** Computes the types of an operator's results, or says why its inputs do not fit. */
@FunctionalInterface
interface TypeRule {

  /**
   * The types of the results.
   *
   * @throws IllegalArgumentException if inputs or attributes do not fit together
   */
  List<TensorType> infer(Call call);

  /** A rule for operators with one result. */
  static TypeRule single(Function<Call, TensorType> rule) {
    return call -> List.of(rule.apply(call));
  }
}
