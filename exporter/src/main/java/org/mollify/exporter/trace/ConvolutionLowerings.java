package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/** Convolutions, pooling and resizing; arrays are [N, C, spatial...]. */
final class ConvolutionLowerings extends Lowerings {

  ConvolutionLowerings(Trace trace) {
    super(trace);
  }

  public Value convolution(
      Value self,
      NDArray input,
      NDArray weight,
      NDArray bias,
      Shape stride,
      Shape padding,
      Shape dilation,
      int groups) {
    return record(
        Operator.CONV,
        operands(input, weight, bias),
        Attribute.of("kernel_shape", weight.getShape().slice(2).getShape()),
        Attribute.of("strides", stride.getShape()),
        Attribute.of("pads", bothEnds(padding)),
        Attribute.of("dilations", dilation.getShape()),
        Attribute.of("group", groups));
  }

  /**
   * Weight [in, out / groups, kernel...]; the engine itself cannot compute it, a graph can. Refused
   * where the composed form is asked for, which makes a block that can compose it do so.
   */
  public Value deconvolution(
      Value self,
      NDArray input,
      NDArray weight,
      NDArray bias,
      Shape stride,
      Shape padding,
      Shape outPadding,
      Shape dilation,
      int groups) {
    if (trace().transposed() == TransposedConvolutionForm.COMPOSED) {
      throw new UntraceableException(
          "NDArrayEx.deconvolution is not recorded: the composed form is asked for; compose it of"
              + " convolutions, or ask for the operator");
    }
    return record(
        Operator.CONV_TRANSPOSE,
        operands(input, weight, bias),
        Attribute.of("kernel_shape", weight.getShape().slice(2).getShape()),
        Attribute.of("strides", stride.getShape()),
        Attribute.of("pads", bothEnds(padding)),
        Attribute.of("dilations", dilation.getShape()),
        Attribute.of("group", groups),
        Attribute.of("output_padding", outPadding.getShape()));
  }

  private List<Value> operands(NDArray input, NDArray weight, NDArray bias) {
    List<Value> operands = new ArrayList<>(List.of(value(input), value(weight)));
    if (bias != null) {
      operands.add(value(bias));
    }
    return operands;
  }

  public Value maxPool(
      Value self, Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return record(
        Operator.MAX_POOL,
        self,
        Attribute.of("kernel_shape", kernelShape.getShape()),
        Attribute.of("strides", stride.getShape()),
        Attribute.of("pads", bothEnds(padding)),
        Attribute.of("ceil_mode", ceilMode));
  }

  /**
   * Padding always counts in the divisor: the engine ignores countIncludePad, and so does this.
   * Runtimes disagree on the divisor of a partly covered last window, so such windows are refused.
   */
  public Value avgPool(
      Value self,
      Shape kernelShape,
      Shape stride,
      Shape padding,
      boolean ceilMode,
      boolean countIncludePad) {
    for (int i = 0; ceilMode && i < kernelShape.dimension(); i++) {
      long room = self.type().extent(i + 2) + 2 * padding.get(i) - kernelShape.get(i);
      if (room % stride.get(i) != 0) {
        throw new IllegalArgumentException(
            "with ceilMode the last window of " + self.type() + " would be partly covered");
      }
    }
    return record(
        Operator.AVERAGE_POOL,
        self,
        Attribute.of("kernel_shape", kernelShape.getShape()),
        Attribute.of("strides", stride.getShape()),
        Attribute.of("pads", bothEnds(padding)),
        Attribute.of("count_include_pad", true));
  }

  public Value globalMaxPool(Value self) {
    return reduceSpace(Operator.REDUCE_MAX, self);
  }

  public Value globalAvgPool(Value self) {
    return reduceSpace(Operator.REDUCE_MEAN, self);
  }

  private Value reduceSpace(Operator operator, Value self) {
    long[] spatial = LongStream.range(2, self.type().rank()).toArray();
    return record(operator, self, Attribute.of("axes", spatial), Attribute.of("keepdims", false));
  }

  /**
   * Resizing to the given spatial extents. It is linear and separable, so what the engine makes of
   * the unit vectors of an axis is the matrix to multiply that axis by. Where every row of the
   * matrix just picks one cell (nearest neighbour), the cells are gathered. The engine ignores
   * alignCorners, and so does this.
   */
  public Value interpolation(Value self, long[] size, int mode, boolean alignCorners) {
    TensorType type = self.type();
    if (type.rank() != 4 || size.length != 2) {
      throw new IllegalArgumentException(
          "expected an array [N, C, H, W] and two extents, got "
              + type
              + " and "
              + Arrays.toString(size));
    }
    Value wide = resizeAxis(self, 3, size[1], mode);
    return resizeAxis(wide, 2, size[0], mode);
  }

  private Value resizeAxis(Value self, int axis, long size, int mode) {
    long extent = self.type().extent(axis);
    NDArray units = trace().owner().eye((int) extent).reshape(1, extent, 1, extent);
    NDArray matrix =
        units
            .getNDArrayInternal()
            .interpolation(new long[] {1, size}, mode, false)
            .reshape(extent, size);
    boolean picks = matrix.eq(1f).sum().getLong() == size && matrix.neq(0f).sum().getLong() == size;
    if (picks) {
      return record(Operator.GATHER, self, constant(matrix.argMax(0)), Attribute.of("axis", axis));
    }
    NDArray typed = matrix.toType(self.type().dataType(), false);
    return axis == 3
        ? record(Operator.MATMUL, self, constant(typed))
        : record(Operator.MATMUL, constant(typed.transpose()), self);
  }

  private static long[] bothEnds(Shape padding) {
    return LongStream.concat(LongStream.of(padding.getShape()), LongStream.of(padding.getShape()))
        .toArray();
  }
}
