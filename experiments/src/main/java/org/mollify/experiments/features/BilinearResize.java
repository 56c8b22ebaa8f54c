package org.mollify.experiments.features;

/**
 * Bilinear resizing as {@code torch.nn.functional.interpolate(mode="bilinear",
 * align_corners=False)}, without antialiasing: cell i of {@code to} is read at {@code (i + 1/2)
 * from / to - 1/2}, clamped to the image.
 */
final class BilinearResize {

  private final int width;
  private final Axis rows;
  private final Axis columns;

  /** For each cell its two neighbours and the share of the second. */
  private record Axis(int[] first, int[] second, double[] share) {

    static Axis of(int from, int to) {
      Axis axis = new Axis(new int[to], new int[to], new double[to]);
      for (int i = 0; i < to; i++) {
        double at = Math.max(0, (i + 0.5) * from / to - 0.5);
        axis.first[i] = Math.min((int) at, from - 1);
        axis.second[i] = Math.min(axis.first[i] + 1, from - 1);
        axis.share[i] = at - axis.first[i];
      }
      return axis;
    }
  }

  BilinearResize(int height, int width, int toHeight, int toWidth) {
    this.width = width;
    this.rows = Axis.of(height, toHeight);
    this.columns = Axis.of(width, toWidth);
  }

  /**
   * Resizes one channel.
   *
   * @param source unsigned bytes
   * @param from index of the channel's first value
   * @param target receives the values
   * @param to index of its first value
   */
  void resize(byte[] source, int from, double[] target, int to) {
    int next = to;
    for (int i = 0; i < rows.first.length; i++) {
      int top = from + rows.first[i] * width;
      int bottom = from + rows.second[i] * width;
      for (int j = 0; j < columns.first.length; j++) {
        int left = columns.first[j];
        int right = columns.second[j];
        double share = columns.share[j];
        double above = mix(source[top + left], source[top + right], share);
        double below = mix(source[bottom + left], source[bottom + right], share);
        target[next++] = above + rows.share[i] * (below - above);
      }
    }
  }

  private static double mix(byte left, byte right, double share) {
    double first = left & 0xFF;
    return first + share * ((right & 0xFF) - first);
  }
}
