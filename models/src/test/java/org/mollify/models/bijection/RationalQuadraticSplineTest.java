package org.mollify.models.bijection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.models.bijection.RationalQuadraticSpline.Image;

class RationalQuadraticSplineTest {

  private static final int BINS = 8;
  private static final double BOUND = 3;
  private static final double FLOOR = 1.0 / 1024;
  private static final RationalQuadraticSpline SPLINE =
      new RationalQuadraticSpline(BINS, BOUND, FLOOR, 1e-3);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** The same random spline for each of n rows of one column. */
  private NDArray spline(int n, double spread, long seed) {
    double[] one = new SplittableRandom(seed).doubles(3 * BINS - 1, -spread, spread).toArray();
    double[] all = new double[n * one.length];
    for (int i = 0; i < n; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return manager.create(all, new Shape(n, 1, one.length));
  }

  private NDArray column(double... values) {
    return manager.create(values, new Shape(values.length, 1));
  }

  private static double[] grid(double low, double high, int n) {
    double[] grid = new double[n];
    Arrays.setAll(grid, i -> low + (high - low) * i / (n - 1));
    return grid;
  }

  /** Abscissas or ordinates of the inner knots, computed anew from the unconstrained numbers. */
  private static double[] innerKnots(double[] numbers, int from) {
    double[] weights = Arrays.stream(numbers, from, from + BINS).map(Math::exp).toArray();
    double total = Arrays.stream(weights).sum();
    double[] knots = new double[BINS - 1];
    double at = -BOUND;
    for (int k = 0; k < BINS - 1; k++) {
      at += 2 * BOUND * (FLOOR + (1 - FLOOR * BINS) * weights[k] / total);
      knots[k] = at;
    }
    return knots;
  }

  @Test
  void zeros_make_it_the_identity() {
    NDArray x = column(grid(-4, 4, 101));
    Image image =
        SPLINE.forward(
            x, manager.zeros(new Shape(101, 1, 3 * BINS - 1)).toType(DataType.FLOAT64, false));
    assertThat(image.value().sub(x).abs().max().getDouble()).isLessThan(1e-6);
    assertThat(image.logSlope().abs().max().getDouble()).isLessThan(1e-6);
  }

  @Test
  void inner_knots_map_to_inner_knots_with_their_slopes() {
    double[] numbers = spline(1, 2, 1).toDoubleArray();
    double[] x = innerKnots(numbers, 0);
    double[] y = innerKnots(numbers, BINS);
    Image image = SPLINE.forward(column(x), spline(x.length, 2, 1));
    assertThat(image.value().toDoubleArray()).containsExactly(y, within(1e-6));
    double shift = Math.log(Math.expm1(1 - 1e-3));
    double[] slopes =
        Arrays.stream(numbers, 2 * BINS, 3 * BINS - 1)
            .map(number -> Math.log(1e-3 + Math.log1p(Math.exp(number + shift))))
            .toArray();
    assertThat(image.logSlope().toDoubleArray()).containsExactly(slopes, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, 10})
  void slopes_equal_numerical_derivatives(double spread) {
    int n = 400;
    double step = 1e-7;
    double[] x = new SplittableRandom(2).doubles(n, -BOUND + 0.001, BOUND - 0.001).toArray();
    NDArray parameters = spline(n, spread, 3);
    NDArray up = SPLINE.forward(column(x).add(step), parameters).value();
    NDArray down = SPLINE.forward(column(x).sub(step), parameters).value();
    double[] numerical = up.sub(down).div(2 * step).toDoubleArray();
    double[] analytic = SPLINE.forward(column(x), parameters).logSlope().exp().toDoubleArray();
    for (int i = 0; i < n; i++) {
      // The second derivative jumps at a knot, so a few differences straddle one.
      assertThat(numerical[i]).isCloseTo(analytic[i], within(2e-3 * (1e-3 + analytic[i])));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, 10})
  void it_rises_everywhere_and_stays_in_its_interval(double spread) {
    double[] x = grid(-BOUND - 1, BOUND + 1, 4001);
    for (long seed = 0; seed < 10; seed++) {
      double[] y =
          SPLINE.forward(column(x), spline(x.length, spread, seed)).value().toDoubleArray();
      for (int i = 1; i < x.length; i++) {
        assertThat(y[i]).isGreaterThan(y[i - 1]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, 10})
  void the_inverse_undoes_it_inside_at_knots_at_the_bound_and_far_outside(double spread) {
    double[] knots = innerKnots(spline(1, spread, 4).toDoubleArray(), 0);
    double[] ends = {-BOUND, BOUND, Math.nextDown(BOUND), Math.nextUp(-BOUND), -1e30, 1e30, 3.5, 0};
    double[] x =
        Stream.of(knots, ends, grid(-BOUND, BOUND, 997)).flatMapToDouble(Arrays::stream).toArray();
    NDArray parameters = spline(x.length, spread, 4);
    Image there = SPLINE.forward(column(x), parameters);
    Image back = SPLINE.inverse(there.value(), parameters);
    assertThat(back.value().toDoubleArray()).containsExactly(x, within(1e-8));
    NDArray sum = there.logSlope().add(back.logSlope());
    assertThat(sum.abs().max().getDouble()).isLessThan(1e-6);
  }

  @Test
  void far_outside_it_is_exactly_the_identity() {
    NDArray x = column(-1e300, -3, 3, 7, 1e300, Double.POSITIVE_INFINITY);
    NDArray parameters = spline(6, 3, 5);
    assertThat(SPLINE.forward(x, parameters).value()).isEqualTo(x);
    assertThat(SPLINE.inverse(x, parameters).value()).isEqualTo(x);
    assertThat(SPLINE.forward(x, parameters).logSlope().toDoubleArray()).containsOnly(0);
    assertThat(SPLINE.inverse(x, parameters).logSlope().toDoubleArray()).containsOnly(0);
  }

  @Test
  void a_missing_value_stays_missing() {
    NDArray x = column(Double.NaN);
    assertThat(SPLINE.forward(x, spline(1, 3, 5)).value().getDouble()).isNaN();
  }

  /** Bins and slopes at their limits: where the textbook root of the quadratic loses its digits. */
  @Test
  void in_single_precision_extreme_splines_keep_their_digits() {
    int n = 2001;
    double[] y = grid(-BOUND, BOUND, n);
    for (int i = 0; i < n; i++) {
      y[i] = (float) y[i];
    }
    for (long seed = 0; seed < 20; seed++) {
      // Rounded, so that both precisions start from the same numbers.
      NDArray single = spline(n, 12, seed).toType(DataType.FLOAT32, false);
      Image expected = SPLINE.inverse(column(y), single.toType(DataType.FLOAT64, false));
      Image found = SPLINE.inverse(column(y).toType(DataType.FLOAT32, false), single);
      NDArray error = found.value().toType(DataType.FLOAT64, false).sub(expected.value()).abs();
      // A knot in single precision is off by about 1e-6; a steep inverse multiplies that.
      NDArray allowed = expected.logSlope().exp().add(1).mul(2e-6);
      assertThat(error.sub(allowed).max().getDouble()).isLessThanOrEqualTo(0);
      assertThat(found.logSlope().isNaN().any().getBoolean()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "inverse"})
  void gradients_are_finite_everywhere(String direction) {
    float[] x = {
      -1e30f, -50, -3.0000002f, -3, -2.9999998f, -1, 0, 1, 2.9999998f, 3, 3.0000002f, 50, 1e30f
    };
    for (double spread : new double[] {0.01, 1, 30}) {
      NDArray parameters = spline(x.length, spread, 6).toType(DataType.FLOAT32, false);
      NDArray at = manager.create(x, new Shape(x.length, 1));
      at.setRequiresGradient(true);
      parameters.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Image image =
            direction.equals("forward")
                ? SPLINE.forward(at, parameters)
                : SPLINE.inverse(at, parameters);
        collector.backward(image.value().sum().add(image.logSlope().sum()));
      }
      float[] byInput = at.getGradient().toFloatArray();
      float[] byParameters = parameters.getGradient().toFloatArray();
      for (float gradient : byInput) {
        assertThat(gradient).isFinite();
      }
      for (float gradient : byParameters) {
        assertThat(gradient).isFinite();
      }
      assertThat(byInput[0]).isEqualTo(1);
      assertThat(Arrays.copyOf(byParameters, 3 * BINS - 1)).containsOnly(0);
    }
  }

  @Test
  void settings_out_of_range_are_refused_by_name() {
    assertThatThrownBy(() -> new RationalQuadraticSpline(1, 3, 1e-3, 1e-3))
        .hasMessage("model option bins expects a whole number of at least 2; got 1");
    assertThatThrownBy(() -> new RationalQuadraticSpline(8, 0, 1e-3, 1e-3))
        .hasMessage("model option tailBound expects a positive number; got 0.0");
    assertThatThrownBy(() -> new RationalQuadraticSpline(8, 3, 0.125, 1e-3))
        .hasMessage(
            "model option minimumBin expects a positive number below 1 / bins = 0.1250; got 0.125");
    assertThatThrownBy(() -> new RationalQuadraticSpline(8, 3, 1e-3, 1))
        .hasMessage("model option minimumSlope expects a number between 0 and 1; got 1.0");
  }
}
