package org.mollify.exporter.rewrite;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;

/**
 * Weights {@code [out, in, k, k]} and bias of a convolution of one group, in double until they are
 * rounded once.
 *
 * @param shape shape of the weights
 * @param type element type in the graph
 * @param weights the weights, row-major
 * @param bias one summand an output channel
 */
record ConvolutionWeights(Shape shape, DataType type, double[] weights, double[] bias) {

  /**
   * Reads a node as a convolution of known weights.
   *
   * @return nothing if it is none
   */
  static Optional<ConvolutionWeights> of(Node node) {
    if (node.operator() != Operator.CONV
        || !node.inputs().stream().skip(1).allMatch(Constant.class::isInstance)
        || !node.attributes().contains(Attribute.of("group", 1))) {
      return Optional.empty();
    }
    Constant weights = (Constant) node.inputs().get(1);
    TensorType type = weights.type();
    if (type.rank() != 4 || !type.dataType().isFloating()) {
      return Optional.empty();
    }
    double[] bias =
        node.inputs().size() > 2
            ? ChannelAffine.doubles((Constant) node.inputs().get(2))
            : new double[Math.toIntExact(type.extent(0))];
    return Optional.of(
        new ConvolutionWeights(
            type.shape(), type.dataType(), ChannelAffine.doubles(weights), bias));
  }

  /** Whether a convolution sees nothing but its input: a shift at the border would be none. */
  static boolean isUnpadded(Node node) {
    return node.attributes().stream()
        .filter(attribute -> attribute.name().equals("pads"))
        .map(attribute -> (Attribute.Ints) attribute)
        .allMatch(pads -> pads.values().stream().allMatch(pad -> pad == 0));
  }

  /** The convolution of what an affine map makes of its input: {@code w (a x + b)}. */
  ConvolutionWeights after(ChannelAffine affine) {
    int in = Math.toIntExact(shape.get(1));
    int cells = Math.toIntExact(shape.get(2) * shape.get(3));
    double[] scaled = new double[weights.length];
    double[] shifted = bias.clone();
    for (int i = 0; i < weights.length; i++) {
      int from = i / cells % in;
      int to = i / (cells * in);
      scaled[i] = weights[i] * affine.scale()[from];
      shifted[to] += weights[i] * affine.shift()[from];
    }
    return new ConvolutionWeights(shape, type, scaled, shifted);
  }

  /** The convolution followed by an affine map: {@code a (w x) + b}. */
  ConvolutionWeights before(ChannelAffine affine) {
    int each = weights.length / bias.length;
    double[] scaled = new double[weights.length];
    double[] shifted = new double[bias.length];
    for (int i = 0; i < weights.length; i++) {
      scaled[i] = weights[i] * affine.scale()[i / each];
    }
    for (int c = 0; c < shifted.length; c++) {
      shifted[c] = bias[c] * affine.scale()[c] + affine.shift()[c];
    }
    return new ConvolutionWeights(shape, type, scaled, shifted);
  }

  Constant weightConstant() {
    return constant(shape, weights);
  }

  Constant biasConstant() {
    return constant(new Shape(bias.length), bias);
  }

  private Constant constant(Shape extents, double[] values) {
    boolean single = type == DataType.FLOAT32;
    ByteBuffer content =
        ByteBuffer.allocate(values.length * type.getNumOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (single) {
        content.putFloat((float) value);
      } else {
        content.putDouble(value);
      }
    }
    return new Constant(type, extents, content.array());
  }
}
