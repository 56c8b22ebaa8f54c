package org.mollify.exporter.graph;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** Result types of matrix products, convolutions, normalisations and pooling. */
final class NeuralRules {

  private NeuralRules() {}

  /** Matrices in the last two axes, the axes before them broadcast. */
  static TensorType matMul(Call call) {
    TensorType a = call.type(0);
    TensorType b = call.type(1);
    ElementwiseRules.commonType(call, 0);
    if (a.rank() < 2
        || b.rank() < 2
        || !Broadcasting.sameExtent(a, a.rank() - 1, b, b.rank() - 2)) {
      throw new IllegalArgumentException("cannot multiply " + a + " by " + b);
    }
    TensorType leading = Broadcasting.broadcast(a.dataType(), List.of(leading(a), leading(b)));
    long[] extents = Arrays.copyOf(leading.extents(), leading.rank() + 2);
    extents[leading.rank()] = a.extent(a.rank() - 2);
    extents[leading.rank() + 1] = b.extent(b.rank() - 1);
    return new TensorType(a.dataType(), new Shape(extents), Broadcasting.multiple(a, b));
  }

  private static TensorType leading(TensorType type) {
    return new TensorType(type.dataType(), type.shape().slice(0, type.rank() - 2), type.multiple());
  }

  /** a [n, k] times b [k, m] (or its transpose) plus c, which broadcasts to [n, m]. */
  static TensorType gemm(Call call) {
    TensorType a = call.type(0);
    TensorType b = call.type(1);
    ElementwiseRules.commonType(call, 0);
    boolean transposed = call.flag("transB", false);
    if (a.rank() != 2 || b.rank() != 2 || !Broadcasting.sameExtent(a, 1, b, transposed ? 1 : 0)) {
      throw new IllegalArgumentException("cannot multiply " + a + " by " + b);
    }
    TensorType product =
        new TensorType(
            a.dataType(),
            new Shape(a.extent(0), b.extent(transposed ? 0 : 1)),
            Broadcasting.multiple(a, b));
    return call.has(2)
        ? Broadcasting.broadcast(a.dataType(), List.of(product, call.type(2)))
        : product;
  }

  /** Input [N, C, spatial...], weight [F, C/groups, kernel...]. */
  static TensorType conv(Call call) {
    TensorType input = call.type(0);
    TensorType weight = call.type(1);
    checkImages(call, input, weight);
    long groups = call.integer("group", 1);
    if (input.extent(1) != weight.extent(1) * groups) {
      throw new IllegalArgumentException(
          "input " + input + " does not fit weight " + weight + " in " + groups + " groups");
    }
    long[] extents = input.extents();
    extents[1] = weight.extent(0);
    for (int i = 0; i < input.rank() - 2; i++) {
      Window window = Window.of(call, i, weight.extent(i + 2));
      extents[i + 2] = window.outputs(input.extent(i + 2), false);
    }
    return input.withExtents(extents);
  }

  /** Input [N, C, spatial...], weight [C, F/groups, kernel...]. */
  static TensorType convTranspose(Call call) {
    TensorType input = call.type(0);
    TensorType weight = call.type(1);
    checkImages(call, input, weight);
    if (input.extent(1) != weight.extent(0)) {
      throw new IllegalArgumentException("input " + input + " does not fit weight " + weight);
    }
    long[] added = call.integers("output_padding").orElse(new long[input.rank() - 2]);
    long[] extents = input.extents();
    extents[1] = weight.extent(1) * call.integer("group", 1);
    for (int i = 0; i < input.rank() - 2; i++) {
      Window window = Window.of(call, i, weight.extent(i + 2));
      extents[i + 2] = window.inputs(input.extent(i + 2)) + added[i];
    }
    return input.withExtents(extents);
  }

  private static void checkImages(Call call, TensorType input, TensorType weight) {
    ElementwiseRules.commonType(call, 0);
    if (input.rank() < 3 || weight.rank() != input.rank() || input.symbolicAxis() > 0) {
      throw new IllegalArgumentException(
          "expected input [N, C, spatial...] and weight of the same rank, got "
              + input
              + " and "
              + weight);
    }
  }

  static TensorType pool(Call call) {
    TensorType input = images(call);
    long[] kernel = call.integers("kernel_shape").orElseThrow();
    if (kernel.length != input.rank() - 2) {
      throw new IllegalArgumentException(
          "kernel " + Arrays.toString(kernel) + " does not fit " + input);
    }
    long[] extents = input.extents();
    for (int i = 0; i < kernel.length; i++) {
      extents[i + 2] =
          Window.of(call, i, kernel[i]).outputs(input.extent(i + 2), call.flag("ceil_mode", false));
    }
    return input.withExtents(extents);
  }

  private static TensorType images(Call call) {
    TensorType input = call.type(0);
    if (input.rank() < 3 || input.symbolicAxis() > 0) {
      throw new IllegalArgumentException("expected input [N, C, spatial...], got " + input);
    }
    return input;
  }

  /** Inputs: data [N, C, ...], scale, shift, mean, variance [C]. */
  static TensorType batchNormalization(Call call) {
    TensorType input = call.type(0);
    ElementwiseRules.commonType(call, 0);
    for (int i = 1; i < 5; i++) {
      if (input.rank() < 2 || !call.type(i).shape().equals(new Shape(input.extent(1)))) {
        throw new IllegalArgumentException(call.type(i) + " does not fit channels of " + input);
      }
    }
    return input;
  }

  /** Inputs: data, scale, shift; the last two of the shape of the normalised axes. */
  static TensorType layerNormalization(Call call) {
    TensorType input = call.type(0);
    ElementwiseRules.commonType(call, 0);
    Shape normalised = input.shape().slice(input.axis(call.integer("axis", -1)));
    for (int i = 1; i < 3; i++) {
      if (!call.type(i).shape().equals(normalised)) {
        throw new IllegalArgumentException(call.type(i) + " does not fit " + normalised);
      }
    }
    return input;
  }

  static TensorType alongAxis(Call call) {
    call.type(0).axis(call.integer("axis", -1));
    return call.type(0);
  }
}
