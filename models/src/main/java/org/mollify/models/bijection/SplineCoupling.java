package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;

/**
 * Coupling of a vector by splines (Durkan et al. 2019, section 3.2): the kept columns {@code a}
 * pass through, each of the others becomes {@code g(b; C(a))} with a {@link
 * RationalQuadraticSpline} {@code g} whose parameters one network {@code C} computes from {@code a}
 * alone. Log-determinant {@code sum log g'}; the inverse evaluates the same network.
 */
public final class SplineCoupling extends Bijection {

  private final RationalQuadraticSpline spline;
  private final Block conditioner;
  private final long keptCount;
  private final long changedCount;
  private final Parameter kept;
  private final Parameter changed;
  private final Parameter order;

  /**
   * Creates a coupling.
   *
   * @param keeps for each column whether it conditions (true) or is transformed (false); both occur
   * @param spline the elementwise map
   * @param conditioner {@code [N, kept] -> [N, changed (3K - 1)]}
   */
  public SplineCoupling(boolean[] keeps, RationalQuadraticSpline spline, Block conditioner) {
    long[] keptColumns = columns(keeps, true);
    long[] changedColumns = columns(keeps, false);
    if (keptColumns.length == 0 || changedColumns.length == 0) {
      throw new IllegalArgumentException(
          "a coupling expects columns to keep and columns to change; got %d and %d"
              .formatted(keptColumns.length, changedColumns.length));
    }
    this.spline = spline;
    this.conditioner = addChildBlock("conditioner", conditioner);
    keptCount = keptColumns.length;
    changedCount = changedColumns.length;
    kept = addParameter(Constants.positions("kept", keptColumns));
    changed = addParameter(Constants.positions("changed", changedColumns));
    long[] joined =
        LongStream.concat(Arrays.stream(keptColumns), Arrays.stream(changedColumns)).toArray();
    long[] back = new long[joined.length];
    for (int i = 0; i < joined.length; i++) {
      back[(int) joined[i]] = i;
    }
    order = addParameter(Constants.positions("order", back));
  }

  private static long[] columns(boolean[] keeps, boolean which) {
    return IntStream.range(0, keeps.length).filter(j -> keeps[j] == which).asLongStream().toArray();
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    NDArray a = pick(pass, x, kept);
    return joined(pass, a, spline.forward(pick(pass, x, changed), parameters(pass, a)));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    NDArray a = pick(pass, z, kept);
    return joined(pass, a, spline.inverse(pick(pass, z, changed), parameters(pass, a)));
  }

  private NDArray parameters(Pass pass, NDArray a) {
    return conditioner
        .forward(pass.parameters(), new NDList(a), pass.training())
        .singletonOrThrow()
        .reshape(-1, changedCount, spline.parametersPerElement());
  }

  private Transformed joined(Pass pass, NDArray a, RationalQuadraticSpline.Image image) {
    NDArray value = pick(pass, a.concat(image.value(), 1), order);
    return new Transformed(value, image.logSlope().sum(new int[] {1}));
  }

  private static NDArray pick(Pass pass, NDArray x, Parameter positions) {
    return x.get(new NDIndex(":, {}", pass.value(positions, x)));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    conditioner.initialize(manager, type, new Shape(inputShapes[0].get(0), keptCount));
  }
}
