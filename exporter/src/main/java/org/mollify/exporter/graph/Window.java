package org.mollify.exporter.graph;

/**
 * One spatial axis of a sliding window.
 *
 * @param kernel extent of the kernel
 * @param stride step between windows
 * @param padBefore cells added before the first
 * @param padAfter cells added after the last
 * @param dilation step between the cells of a window
 */
record Window(long kernel, long stride, long padBefore, long padAfter, long dilation) {

  /** Reads axis i of the attributes strides, pads and dilations. */
  static Window of(Call call, int i, long kernel) {
    long[] pads = call.integers("pads").orElse(null);
    return new Window(
        kernel,
        call.integers("strides").map(s -> s[i]).orElse(1L),
        pads == null ? 0 : pads[i],
        pads == null ? 0 : pads[i + pads.length / 2],
        call.integers("dilations").map(d -> d[i]).orElse(1L));
  }

  /**
   * Number of windows over an axis.
   *
   * @param size extent of the axis
   * @param ceil whether a last, partly covered window counts
   */
  long outputs(long size, boolean ceil) {
    long room = size + padBefore + padAfter - dilation * (kernel - 1) - 1;
    if (room < 0) {
      throw new IllegalArgumentException("a kernel of " + kernel + " is wider than its input");
    }
    long windows = (ceil ? -Math.floorDiv(-room, stride) : room / stride) + 1;
    return ceil && (windows - 1) * stride >= size + padBefore ? windows - 1 : windows;
  }

  /** Extent of the axis that a transposed convolution builds from this many windows. */
  long inputs(long windows) {
    return (windows - 1) * stride - padBefore - padAfter + dilation * (kernel - 1) + 1;
  }
}
