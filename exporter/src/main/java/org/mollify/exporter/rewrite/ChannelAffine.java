package org.mollify.exporter.rewrite;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/**
 * One operator on an image {@code [N, C, H, W]} that is an affine map of each channel: {@code y =
 * scale x + shift}.
 *
 * @param x the image
 * @param scale one factor a channel
 * @param shift one summand a channel
 */
record ChannelAffine(Value x, double[] scale, double[] shift) {

  private static final int CHANNELS = 1;

  /**
   * Reads a node as an affine map of channels.
   *
   * @return nothing if it is none
   */
  static Optional<ChannelAffine> of(Node node) {
    return switch (node.operator()) {
      case MUL, ADD, SUB, DIV -> ofArithmetic(node);
      case NEG -> Optional.of(node.inputs().get(0)).flatMap(x -> of(x, -1, 0));
      default -> Optional.empty();
    };
  }

  private static Optional<ChannelAffine> of(Value x, double factor, double summand) {
    TensorType type = x.type();
    if (type.rank() != 4 || !type.dataType().isFloating()) {
      return Optional.empty();
    }
    int channels = Math.toIntExact(type.extent(CHANNELS));
    return Optional.of(new ChannelAffine(x, filled(channels, factor), filled(channels, summand)));
  }

  private static Optional<ChannelAffine> ofArithmetic(Node node) {
    Value first = node.inputs().get(0);
    Value second = node.inputs().get(1);
    boolean constantFirst = first instanceof Constant;
    if (constantFirst == second instanceof Constant) {
      return Optional.empty();
    }
    Value x = constantFirst ? second : first;
    Constant constant = (Constant) (constantFirst ? first : second);
    if (x.type().rank() != 4 || x.type().dataType() != constant.type().dataType()) {
      return Optional.empty();
    }
    double[] values = perChannel(constant, Math.toIntExact(x.type().extent(CHANNELS)));
    if (values == null) {
      return Optional.empty();
    }
    double[] ones = filled(values.length, 1);
    double[] zeros = new double[values.length];
    return switch (node.operator()) {
      case MUL -> Optional.of(new ChannelAffine(x, values, zeros));
      case ADD -> Optional.of(new ChannelAffine(x, ones, values));
      case SUB ->
          Optional.of(
              constantFirst
                  ? new ChannelAffine(x, filled(values.length, -1), values)
                  : new ChannelAffine(x, ones, Arrays.stream(values).map(v -> -v).toArray()));
      case DIV ->
          constantFirst
              ? Optional.empty()
              : Optional.of(
                  new ChannelAffine(x, Arrays.stream(values).map(v -> 1 / v).toArray(), zeros));
      default -> Optional.empty();
    };
  }

  /** The map after another one of the same channels. */
  ChannelAffine after(ChannelAffine before) {
    double[] scales = new double[scale.length];
    double[] shifts = new double[scale.length];
    for (int c = 0; c < scales.length; c++) {
      scales[c] = scale[c] * before.scale[c];
      shifts[c] = scale[c] * before.shift[c] + shift[c];
    }
    return new ChannelAffine(before.x, scales, shifts);
  }

  /** The elements of a constant that has one for each channel, or one for all; else null. */
  private static double[] perChannel(Constant constant, int channels) {
    TensorType type = constant.type();
    if (type.rank() > 4 || !type.dataType().isFloating()) {
      return null;
    }
    int axis = CHANNELS - (4 - type.rank());
    for (int i = 0; i < type.rank(); i++) {
      long extent = type.extent(i);
      if (extent != 1 && (i != axis || extent != channels)) {
        return null;
      }
    }
    double[] values = doubles(constant);
    return values.length == channels ? values : filled(channels, values[0]);
  }

  /** The elements of a floating constant. */
  static double[] doubles(Constant constant) {
    ByteBuffer content = constant.littleEndian();
    double[] values = new double[Math.toIntExact(constant.type().fixedSize())];
    boolean single = constant.type().dataType() == DataType.FLOAT32;
    for (int i = 0; i < values.length; i++) {
      values[i] = single ? content.getFloat() : content.getDouble();
    }
    return values;
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }
}
