package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/** Comparisons, logic, and the choice between two arrays. */
final class ComparisonLowerings extends Lowerings {

  ComparisonLowerings(Trace trace) {
    super(trace);
  }

  public Value eq(Value self, NDArray other) {
    return compare(Operator.EQUAL, self, other);
  }

  public Value neq(Value self, NDArray other) {
    return logicalNot(eq(self, other));
  }

  public Value gt(Value self, NDArray other) {
    return compare(Operator.GREATER, self, other);
  }

  public Value gte(Value self, NDArray other) {
    return compare(Operator.GREATER_OR_EQUAL, self, other);
  }

  public Value lt(Value self, NDArray other) {
    return compare(Operator.LESS, self, other);
  }

  public Value lte(Value self, NDArray other) {
    return compare(Operator.LESS_OR_EQUAL, self, other);
  }

  public Value logicalAnd(Value self, NDArray other) {
    return logic(Operator.AND, self, other);
  }

  public Value logicalOr(Value self, NDArray other) {
    return logic(Operator.OR, self, other);
  }

  public Value logicalXor(Value self, NDArray other) {
    return logic(Operator.XOR, self, other);
  }

  public Value logicalNot(Value self) {
    return record(Operator.NOT, cast(self, DataType.BOOLEAN));
  }

  public Value isNaN(Value self) {
    return record(Operator.IS_NAN, self);
  }

  public Value isInfinite(Value self) {
    return record(Operator.IS_INF, self);
  }

  /** This array where the condition holds, the other elsewhere. */
  public Value where(Value self, NDArray condition, NDArray other) {
    Value otherwise = value(other);
    DataType common = Promotion.of(self.type(), otherwise.type());
    return record(
        Operator.WHERE, List.of(value(condition), cast(self, common), cast(otherwise, common)));
  }

  private Value compare(Operator operator, Value self, NDArray other) {
    Value b = value(other);
    DataType common = Promotion.of(self.type(), b.type());
    return record(operator, cast(self, common), cast(b, common));
  }

  private Value logic(Operator operator, Value self, NDArray other) {
    return record(operator, cast(self, DataType.BOOLEAN), cast(value(other), DataType.BOOLEAN));
  }
}
