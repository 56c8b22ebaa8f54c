package org.mollify.models.flow;

import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.RationalQuadraticSpline;
import org.mollify.models.bijection.SplineCoupling;
import org.mollify.models.network.ResidualNetwork;
import org.mollify.models.transform.DataTransform;

/**
 * Neural spline flow for vectors (Durkan, Bekasov, Murray and Papamakarios, "Neural Spline Flows",
 * NeurIPS 2019), coupling form: rational-quadratic spline couplings over alternating columns, each
 * conditioned by one residual network. A new flow is the identity.
 *
 * <p>Departures from that paper: no linear layers between the couplings, and no dropout or batch
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
   */
  public record Options(
      int couplings,
      int hidden,
      int blocks,
      int bins,
      double tailBound,
      double minimumBin,
      double minimumSlope) {

    /** Sizes for tables and for points in the plane; 8 bins as in the authors' tabular runs. */
    public static final Options DEFAULT =
        new Options(
            6,
            64,
            2,
            8,
            5,
            RationalQuadraticSpline.MINIMUM_BIN,
            RationalQuadraticSpline.MINIMUM_SLOPE);

    /** Checks the sizes. */
    public Options {
      positive("couplings", couplings);
      positive("hidden", hidden);
      positive("blocks", blocks);
      new RationalQuadraticSpline(bins, tailBound, minimumBin, minimumSlope);
    }

    private static void positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "model option %s expects a whole number of at least 1; got %d".formatted(name, value));
      }
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
    if (transform.dataShape().dimension() != 1 || transform.dataShape().get(0) < 2) {
      throw new IllegalArgumentException(
          "nsf expects vectors of at least 2 columns, since a coupling conditions some columns on"
              + " others; got data of shape "
              + transform.dataShape());
    }
    int columns = Math.toIntExact(transform.dataShape().get(0));
    List<Bijection> links = new ArrayList<>();
    for (int i = 0; i < options.couplings(); i++) {
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
