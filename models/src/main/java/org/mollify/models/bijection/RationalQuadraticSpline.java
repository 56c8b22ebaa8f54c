package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import org.mollify.models.block.Scalar;

/**
 * A monotone rational-quadratic spline on {@code [-B, B]} with the identity outside, element by
 * element (Durkan et al., "Neural Spline Flows", 2019, section 3.1; Gregory and Delbourgo 1982).
 *
 * <p>{@code K} bins lie between {@code K + 1} knots {@code (x_k, y_k)} with slopes {@code d_k}; the
 * outer knots are {@code (-B, -B)} and {@code (B, B)} with slope 1, so value and slope go over into
 * the tails continuously. Inside bin {@code k} of width {@code w}, height {@code h} and mean slope
 * {@code s = h / w}, with {@code t = (x - x_k) / w}:
 *
 * <pre>
 *   y     = y_k + h (s t^2 + d_k t (1-t)) / q,    q = s (1 - 2t(1-t)) + (d_k + d_{k+1}) t (1-t)
 *   dy/dx = s^2 (d_{k+1} t^2 + 2 s t (1-t) + d_k (1-t)^2) / q^2
 * </pre>
 *
 * <p>An element is described by {@code 3K - 1} unconstrained numbers: K for widths and K for
 * heights (a softmax, at least {@code minimumBin} of the interval each), and K - 1 for the inner
 * slopes (softplus, at least {@code minimumSlope}, shifted so that all zeros make the spline the
 * identity).
 *
 * <p>The bin is found by comparing with the knots and picked by a one-hot sum, which an ONNX graph
 * can do too. An element in the tails enters the spline as zero, so that the branch not taken has
 * finite values and gradients.
 *
 * @param bins number of bins K
 * @param tailBound half width B of the interval
 * @param minimumBin smallest width and height of a bin as a part of the whole interval
 * @param minimumSlope smallest slope at an inner knot
 */
public record RationalQuadraticSpline(
    int bins, double tailBound, double minimumBin, double minimumSlope) {

  /** The smallest bin of the authors' code. */
  public static final double MINIMUM_BIN = 1e-3;

  /** The smallest slope of the authors' code. */
  public static final double MINIMUM_SLOPE = 1e-3;

  private static final int BIN_AXIS = 3;
  private static final double GRID = 1 << 20;

  /** Checks the ranges. */
  public RationalQuadraticSpline {
    require(bins >= 2, "bins", "a whole number of at least 2", bins);
    require(
        tailBound > 0 && Double.isFinite(tailBound), "tailBound", "a positive number", tailBound);
    require(
        minimumBin > 0 && minimumBin * bins < 1,
        "minimumBin",
        "a positive number below 1 / bins = %.4g".formatted(1.0 / bins),
        minimumBin);
    require(
        minimumSlope > 0 && minimumSlope < 1,
        "minimumSlope",
        "a number between 0 and 1",
        minimumSlope);
  }

  private static void require(boolean holds, String name, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "model option %s expects %s; got %s".formatted(name, expected, found));
    }
  }

  /**
   * Values of a map of one element, and its slopes.
   *
   * @param value the mapped elements, {@code [N, d]}
   * @param logSlope logarithm of the derivative of the map that was applied, {@code [N, d]}
   */
  public record Image(NDArray value, NDArray logSlope) {}

  /**
   * Returns how many numbers describe the spline of one element.
   *
   * @return {@code 3K - 1}
   */
  public int parametersPerElement() {
    return 3 * bins - 1;
  }

  /**
   * Applies the spline.
   *
   * @param x elements, {@code [N, d]}
   * @param parameters unconstrained numbers, {@code [N, d, 3K - 1]}: widths, heights, inner slopes
   * @return {@code y} and {@code log dy/dx}
   */
  public Image forward(NDArray x, NDArray parameters) {
    NDArray inside = inside(x);
    NDArray inner = NDArrays.where(inside, x, x.zerosLike());
    Bin bin = bin(inner, parameters, 0);
    NDArray t = inner.sub(bin.left).div(bin.width).clip(0f, 1f);
    NDArray rest = t.neg().add(1f);
    NDArray both = t.mul(rest);
    NDArray rise = bin.slope.mul(t.square()).add(bin.leftSlope.mul(both));
    NDArray denominator = bin.denominator(both);
    NDArray y = bin.bottom.add(bin.height.mul(rise).div(denominator));
    return new Image(
        NDArrays.where(inside, y, x), withTails(inside, bin.logSlope(t, rest, both, denominator)));
  }

  /**
   * Applies the inverse spline.
   *
   * <p>With {@code u = (y - y_k) / h} the quadratic for {@code t} has the discriminant {@code e^2 +
   * 4 s^2 u (1-u)} where {@code e = d_k (1-u) - d_{k+1} u}: a sum of squares, never negative. The
   * root {@code r = sqrt(.) + |e|} then gives {@code t = p / (p + r)} with {@code p = 2 s u} where
   * {@code e >= 0}, and {@code 1 - t = p / (p + r)} with {@code p = 2 s (1-u)} elsewhere, so
   * neither loses digits by cancellation.
   *
   * @param y elements, {@code [N, d]}
   * @param parameters unconstrained numbers, {@code [N, d, 3K - 1]}: widths, heights, inner slopes
   * @return {@code x} and {@code log dx/dy}
   */
  public Image inverse(NDArray y, NDArray parameters) {
    NDArray inside = inside(y);
    NDArray inner = NDArrays.where(inside, y, y.zerosLike());
    Bin bin = bin(inner, parameters, 1);
    NDArray u = inner.sub(bin.bottom).div(bin.height).clip(0f, 1f);
    NDArray above = u.neg().add(1f);
    NDArray s = Scalar.multiply(bin.slope, 2f);
    NDArray e = bin.leftSlope.mul(above).sub(bin.rightSlope.mul(u));
    NDArray root = e.square().add(s.square().mul(u).mul(above)).sqrt().add(e.abs());
    NDArray fromLeft = e.gte(zero(e));
    NDArray p = s.mul(NDArrays.where(fromLeft, u, above));
    NDArray whole = p.add(root);
    NDArray near = p.div(whole);
    NDArray far = root.div(whole);
    NDArray t = NDArrays.where(fromLeft, near, far);
    NDArray rest = NDArrays.where(fromLeft, far, near);
    NDArray x = bin.left.add(bin.width.mul(t));
    NDArray both = t.mul(rest);
    NDArray logSlope = bin.logSlope(t, rest, both, bin.denominator(both)).neg();
    return new Image(NDArrays.where(inside, x, y), withTails(inside, logSlope));
  }

  private NDArray inside(NDArray x) {
    return x.abs().lt(x.getManager().create((float) tailBound));
  }

  private static NDArray withTails(NDArray inside, NDArray logSlope) {
    return NDArrays.where(inside, logSlope, logSlope.zerosLike());
  }

  private static NDArray zero(NDArray beside) {
    return beside.getManager().create(0f);
  }

  /** The bin of each element, every array {@code [N, d]}. */
  private record Bin(
      NDArray width,
      NDArray height,
      NDArray slope,
      NDArray left,
      NDArray bottom,
      NDArray leftSlope,
      NDArray rightSlope) {

    /** A sum of positive terms, since {@code t (1-t)} is at most 1/4. */
    NDArray denominator(NDArray both) {
      NDArray straight = Scalar.multiply(both, -2f).add(1f);
      return slope.mul(straight).add(leftSlope.add(rightSlope).mul(both));
    }

    NDArray logSlope(NDArray t, NDArray rest, NDArray both, NDArray denominator) {
      NDArray numerator =
          rightSlope
              .mul(t.square())
              .add(Scalar.multiply(slope, 2f).mul(both))
              .add(leftSlope.mul(rest.square()));
      return Scalar.multiply(slope.div(denominator).log(), 2f).add(numerator.log());
    }
  }

  /**
   * Finds the bin of each element along its abscissa (0) or its ordinate (1).
   *
   * <p>Sizes come straight from the softmax and not from differences of knots, which would lose the
   * digits of a small bin far from zero.
   */
  private Bin bin(NDArray inner, NDArray parameters, int side) {
    long columns = parameters.getShape().get(1);
    NDArray sizes =
        Scalar.multiply(
                parameters
                    .get(":, :, :" + 2 * bins)
                    .reshape(-1, columns, 2, bins)
                    .softmax(BIN_AXIS),
                1 - bins * floor())
            .add(floor());
    NDArray lengths = Scalar.multiply(sizes, (float) (2 * tailBound));
    NDArray first = lengths.get(":, :, :, :1");
    NDArray starts =
        first
            .zerosLike()
            .concat(lengths.get(":, :, :, :" + (bins - 1)), BIN_AXIS)
            .cumSum(BIN_AXIS)
            .sub((float) tailBound);
    NDArray slopes =
        Activation.softPlus(parameters.get(":, :, " + 2 * bins + ":").add(unitSlope()))
            .add((float) minimumSlope)
            .expandDims(2);
    NDArray one = slopes.get(":, :, :, :1").onesLike();
    NDArray table =
        lengths
            .concat(starts, 2)
            .concat(one.concat(slopes, BIN_AXIS), 2)
            .concat(slopes.concat(one, BIN_AXIS), 2);
    NDArray chosen = table.mul(oneHot(inner, starts, side)).sum(new int[] {BIN_AXIS});
    NDArray width = chosen.get(":, :, 0");
    NDArray height = chosen.get(":, :, 1");
    return new Bin(
        width,
        height,
        height.div(width),
        chosen.get(":, :, 2"),
        chosen.get(":, :, 3"),
        chosen.get(":, :, 4"),
        chosen.get(":, :, 5"));
  }

  /** One at the last bin that starts at or below the element, {@code [N, d, 1, K]}. */
  private NDArray oneHot(NDArray inner, NDArray starts, int side) {
    NDArray inners = starts.get(":, :, %d:%d, 1:".formatted(side, side + 1));
    NDArray reached =
        inner.expandDims(2).expandDims(BIN_AXIS).gte(inners).toType(inner.getDataType(), false);
    NDArray edge = inners.get(":, :, :, :1").zerosLike();
    return edge.add(1f).concat(reached, BIN_AXIS).sub(reached.concat(edge, BIN_AXIS));
  }

  /**
   * The smallest bin as a multiple of 2^-20, so that floors and what is left for the softmax add up
   * to exactly one in single precision too, and the last bin ends at the bound.
   */
  private float floor() {
    return (float) (Math.max(1, Math.rint(minimumBin * GRID)) / GRID);
  }

  /** What added before the softplus makes an inner slope one. */
  private float unitSlope() {
    return (float) Math.log(Math.expm1(1 - minimumSlope));
  }
}
