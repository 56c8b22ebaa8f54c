package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/** Batch and layer normalisation and dropout, all in inference mode. */
final class NormalisationLowerings extends Lowerings {

  NormalisationLowerings(Trace trace) {
    super(trace);
  }

  /**
   * (x - mean) / sqrt(var + eps) * gamma + beta, for each index of one axis. After a convolution
   * with known weights, it goes into weights and bias: no node is left of it.
   */
  public Value batchNorm(
      Value self,
      NDArray input,
      NDArray runningMean,
      NDArray runningVar,
      NDArray gamma,
      NDArray beta,
      int axis,
      float momentum,
      float eps,
      boolean training) {
    Value x = value(input);
    TensorType type = x.type();
    // The engine takes -1 for its own default, the channel axis.
    int channels = axis == -1 ? 1 : type.axis(axis);
    Shape shape = runningMean.getShape();
    List<Value> statistics =
        List.of(
            orFilled(gamma, 1, shape, type.dataType()),
            orFilled(beta, 0, shape, type.dataType()),
            value(runningMean),
            value(runningVar));
    if (channels == 1) {
      Optional<FoldedConvolution> folded = FoldedConvolution.of(trace(), x, statistics, eps);
      if (folded.isPresent()) {
        FoldedConvolution convolution = folded.get();
        return record(convolution.operator(), convolution.operands(), convolution.attributes());
      }
    }
    List<Value> operands = new ArrayList<>(statistics);
    operands.add(0, channels == 1 ? x : transpose(x, exchange(type, 1, channels)));
    Value normalised = record(Operator.BATCH_NORMALIZATION, operands, Attribute.of("epsilon", eps));
    return channels == 1 ? normalised : transpose(normalised, exchange(type, 1, channels));
  }

  public Value layerNorm(
      Value self, NDArray input, Shape normalizedShape, NDArray gamma, NDArray beta, float eps) {
    Value x = value(input);
    DataType type = x.type().dataType();
    return record(
        Operator.LAYER_NORMALIZATION,
        List.of(
            x, orFilled(gamma, 1, normalizedShape, type), orFilled(beta, 0, normalizedShape, type)),
        Attribute.of("axis", x.type().rank() - normalizedShape.dimension()),
        Attribute.of("epsilon", eps));
  }

  public Value dropout(Value self, NDArray input, float rate, boolean training) {
    return value(input);
  }

  private Value orFilled(NDArray array, float otherwise, Shape shape, DataType type) {
    return array == null ? constant(trace().owner().full(shape, otherwise, type)) : value(array);
  }
}
