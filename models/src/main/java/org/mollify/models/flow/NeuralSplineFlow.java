package org.mollify.models.flow;

import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.LuLinear;
import org.mollify.models.bijection.RationalQuadraticSpline;
import org.mollify.models.bijection.SplineCoupling;
import org.mollify.models.network.ResidualNetwork;
import org.mollify.models.transform.DataTransform;

/**
 * Neural spline flow for vectors (Durkan, Bekasov, Murray and Papamakarios, "Neural Spline Flows",
 * NeurIPS 2019), coupling form: rational-quadratic spline couplings over alternating columns, each
 * conditioned by one residual network, on request with an invertible linear map before each. A new
 * flow is the identity, or a rotation where it has linear maps.
 *
 * <p>Departures from that paper: no linear map after the last coupling, and no dropout or batch
 * normalisation in the networks. The paper of this project has no such model.
 */
public final class NeuralSplineFlow {

  private NeuralSplineFlow() {}

  /**
   * Shape of the flow.
   *
   * @param couplings number of spline couplings
   * @param hidden width of each hidden layer
   * @param blocks residual blocks of each network
   * @param bins bins of each spline
   * @param tailBound the splines act on {@code [-tailBound, tailBound]} of model space, which is
   *     standardised; outside they are the identity
   * @param minimumBin smallest width and height of a bin as a part of the whole interval
   * @param minimumSlope smallest slope of a spline at a knot
   * @param linear whether an invertible linear map of all columns precedes each coupling, as in the
   *     tabular runs of Durkan et al.
   */
  public record Options(
      int couplings,
      int hidden,
      int blocks,
      int bins,
      double tailBound,
      double minimumBin,
      double minimumSlope,
      boolean linear) {

    /** Sizes for tables and for points in the plane; 8 bins as in the authors' tabular runs. */
    public static final Options DEFAULT =
        new Options(
            6,
            64,
            2,
            8,
            5,
            RationalQuadraticSpline.MINIMUM_BIN,
            RationalQuadraticSpline.MINIMUM_SLOPE,
            false);

    /** Checks the sizes. */
    public Options {
      VectorOptions.positive("couplings", couplings);
      VectorOptions.positive("hidden", hidden);
      VectorOptions.positive("blocks", blocks);
      new RationalQuadraticSpline(bins, tailBound, minimumBin, minimumSlope);
    }

    private RationalQuadraticSpline spline() {
      return new RationalQuadraticSpline(bins, tailBound, minimumBin, minimumSlope);
    }
  }

  /**
   * Builds an uninitialised flow.
   *
   * @param transform from raw units into model space
   * @param options sizes
   * @return the flow
   * @throws IllegalArgumentException if the data have fewer than two columns, of which a coupling
   *     needs one to condition on and one to transform
   */
  public static Flow build(DataTransform transform, Options options) {
    int columns = VectorOptions.columns("nsf", transform, AlternatingCoupling.TWO_COLUMNS);
    List<Bijection> links = new ArrayList<>();
    for (int i = 0; i < options.couplings(); i++) {
      if (options.linear()) {
        links.add(new LuLinear(columns));
      }
      links.add(coupling(columns, i, options));
    }
    return new Flow(transform, new Chain(links));
  }

  /** Even couplings condition on odd columns, odd couplings on even columns. */
  private static SplineCoupling coupling(int columns, int index, Options options) {
    boolean[] keeps = new boolean[columns];
    int changed = 0;
    for (int j = 0; j < columns; j++) {
      keeps[j] = (j + index) % 2 == 1;
      changed += keeps[j] ? 0 : 1;
    }
    RationalQuadraticSpline spline = options.spline();
    return new SplineCoupling(
        keeps,
        spline,
        new ResidualNetwork(
            options.hidden(), options.blocks(), changed * spline.parametersPerElement()));
  }
}
