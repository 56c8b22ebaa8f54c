package org.mollify.models.flow;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.ActNorm;
import org.mollify.models.bijection.BatchNormFlow;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.LuLinear;
import org.mollify.models.transform.DataTransform;

/**
 * Glow for vectors (Kingma and Dhariwal, "Glow: generative flow with invertible 1x1 convolutions",
 * 2018), in the form of the paper's Table 4: each step normalises, mixes all columns by an
 * invertible linear map, and couples.
 */
public final class Glow {

  private Glow() {}

  /** What normalises at the start of a step. */
  public enum Normalization {
    /** Batch normalisation, as in the authors' code for Table 4. */
    @JsonProperty("batchnorm")
    BATCH_NORM,
    /** A trained shift and scale set by the first batch, as in Glow's paper. */
    @JsonProperty("actnorm")
    ACT_NORM
  }

  /**
   * Shape of the network.
   *
   * @param steps number of steps
   * @param hidden width of each hidden layer
   * @param hiddenLayers hidden layers of each network
   * @param normalization what normalises at the start of a step
   */
  public record Options(int steps, int hidden, int hiddenLayers, Normalization normalization) {

    /** The sizes of the paper's tabular experiments. */
    public static final Options DEFAULT = new Options(5, 512, 2, Normalization.BATCH_NORM);

    /** Checks the sizes. */
    public Options {
      VectorOptions.positive("steps", steps);
      VectorOptions.positive("hidden", hidden);
      VectorOptions.positive("hiddenLayers", hiddenLayers);
    }
  }

  /**
   * Builds an uninitialised flow.
   *
   * @param transform from raw units into model space
   * @param options sizes
   * @return the flow
   * @throws IllegalArgumentException if the data have fewer than two columns
   */
  public static Flow build(DataTransform transform, Options options) {
    int columns = VectorOptions.columns("glow", transform, AlternatingCoupling.TWO_COLUMNS);
    List<Bijection> links = new ArrayList<>();
    for (int i = 0; i < options.steps(); i++) {
      links.add(
          options.normalization() == Normalization.BATCH_NORM
              ? new BatchNormFlow(columns)
              : new ActNorm(columns));
      links.add(new LuLinear(columns));
      links.add(AlternatingCoupling.of(columns, i, options.hidden(), options.hiddenLayers()));
    }
    return new Flow(transform, new Chain(links));
  }
}
