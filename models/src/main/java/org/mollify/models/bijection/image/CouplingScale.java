package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.mollify.models.block.Pass;

/** How an affine coupling of images makes a scale of what its network says. */
public abstract class CouplingScale extends AbstractBlock {

  private CouplingScale() {}

  /**
   * A scale and its logarithm.
   *
   * @param factor what values are multiplied with on the way to latents, above 0
   * @param log its logarithm
   */
  public record Scale(NDArray factor, NDArray log) {}

  /**
   * Makes scales.
   *
   * @param pass the pass
   * @param raw what the network says, {@code [N, C, H, W]}
   * @return scales of the same shape
   */
  abstract Scale of(Pass pass, NDArray raw);

  /**
   * {@code s = sigmoid(raw + 2)}, as Glow's published code has it: bounded by 1, and 0.88 where the
   * network says 0.
   *
   * @return the scale
   */
  public static CouplingScale sigmoid() {
    return new Sigmoid();
  }

  /**
   * {@code s = exp(g tanh(raw))} with a trained bound g for each channel, 1 at the start (RealNVP,
   * Dinh et al. 2017, section 4.1).
   *
   * @param channels number of channels that are scaled
   * @return the scale
   */
  public static CouplingScale boundedTanh(int channels) {
    return new BoundedTanh(channels);
  }

  private static final class Sigmoid extends CouplingScale {
    private static final int OFFSET = 2;

    @Override
    Scale of(Pass pass, NDArray raw) {
      NDArray shifted = raw.add(OFFSET);
      return new Scale(Activation.sigmoid(shifted), Activation.softPlus(shifted.neg()).neg());
    }
  }

  private static final class BoundedTanh extends CouplingScale {
    private final Parameter bound;

    BoundedTanh(int channels) {
      bound =
          addParameter(
              Parameter.builder()
                  .setName("bound")
                  .setType(Parameter.Type.OTHER)
                  .optShape(new Shape(channels))
                  .optInitializer(Initializer.ONES)
                  .build());
    }

    @Override
    Scale of(Pass pass, NDArray raw) {
      NDArray log = Activation.tanh(raw).mul(pass.value(bound, raw).reshape(-1, 1, 1));
      return new Scale(log.exp(), log);
    }
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    Scale scale = of(pass, inputs.singletonOrThrow());
    return new NDList(scale.factor, scale.log);
  }

  /** {@inheritDoc} */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0], inputShapes[0]};
  }
}
