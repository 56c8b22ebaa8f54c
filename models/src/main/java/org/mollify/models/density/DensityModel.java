package org.mollify.models.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.stream.Stream;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.transform.DataTransform;

/**
 * A density over data: a fixed {@link DataTransform} from raw units into model space, followed by a
 * learned core.
 *
 * <p>A model has three faces: a training {@link #loss}, a {@link #logLikelihood} in raw units, and
 * a {@link #sample} map. All are pure functions of their arguments: noise is declared by {@link
 * #trainingNoise}, {@link #scoringNoise} and {@link #sampleNoise}, drawn by the caller and handed
 * in. The batch axis comes first and its size is never read, so every face can be traced into a
 * graph with a symbolic batch.
 */
public abstract class DensityModel extends AbstractBlock {

  private final DataTransform transform;

  /**
   * Creates a model over a data transform.
   *
   * @param transform from raw units into model space
   */
  protected DensityModel(DataTransform transform) {
    this.transform = addChildBlock("transform", transform);
  }

  /**
   * Returns the data transform.
   *
   * @return the fixed map from raw units into model space
   */
  public final DataTransform transform() {
    return transform;
  }

  /**
   * Returns the shape of one item in raw units.
   *
   * @return the shape without the batch axis
   */
  public final Shape dataShape() {
    return transform.dataShape();
  }

  /**
   * Returns what {@link #logLikelihood} means.
   *
   * @return the kind
   */
  public abstract LikelihoodKind likelihoodKind();

  /**
   * Returns the noise that {@link #loss} consumes.
   *
   * @return the declarations, in the order of the list handed in
   */
  public abstract List<NoiseInput> trainingNoise();

  /**
   * Returns the noise that {@link #logLikelihood} consumes: the transform's, then the core's.
   *
   * @return the declarations; empty for an exact likelihood
   */
  public final List<NoiseInput> scoringNoise() {
    return Stream.concat(transform.noise().stream(), coreScoringNoise().stream()).toList();
  }

  /**
   * Returns the noise that {@link #coreLogLikelihood} consumes.
   *
   * @return the declarations; empty where the core's likelihood is exact
   */
  public abstract List<NoiseInput> coreScoringNoise();

  /**
   * Returns the noise that {@link #sample} consumes.
   *
   * @return the declarations
   */
  public abstract List<NoiseInput> sampleNoise();

  /**
   * The quantity that training minimises, averaged over the batch, in nats per item.
   *
   * @param pass a training pass
   * @param x items in model space, mollified or not, shape {@code [N, ...]}
   * @param noise as declared by {@link #trainingNoise}
   * @return a scalar
   */
  public abstract NDArray loss(Pass pass, NDArray x, NDList noise);

  /**
   * The core's own log-likelihood, in model space: the paper's "standardised space".
   *
   * @param pass an evaluation pass
   * @param x items in model space, shape {@code [N, ...]}, in the pass's precision
   * @param noise as declared by {@link #coreScoringNoise}
   * @return nats per item, float64, shape {@code [N]}
   */
  public abstract NDArray coreLogLikelihood(Pass pass, NDArray x, NDList noise);

  /**
   * Both log-likelihoods of a batch.
   *
   * @param total nats per item in raw units, float64, {@code [N]}
   * @param core nats per item in model space, float64, {@code [N]}
   */
  public record Likelihoods(NDArray total, NDArray core) {}

  /**
   * Both log-likelihoods of items in raw units: the core's own, {@code log p(t(x))}, and {@code log
   * p(t(x)) + log |det dt/dx|} for the data transform {@code t}. Whole numbers x are scored at
   * {@code x + u} for the noise u, whose logarithmic mean over many u bounds the log-probability of
   * x from below.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, shape {@code [N, ...]}
   * @param noise as declared by {@link #scoringNoise}
   * @return both
   * @throws IllegalArgumentException if the noise is not what is declared
   */
  public final Likelihoods likelihoods(Pass pass, NDArray raw, NDList noise) {
    int own = transform.noise().size();
    if (noise.size() != scoringNoise().size()) {
      throw new IllegalArgumentException(
          "scoring expects the noise inputs %s; got %d"
              .formatted(scoringNoise().stream().map(NoiseInput::name).toList(), noise.size()));
    }
    NDArray continuous = transform.dequantize(pass, raw, noise.subNDList(0, own));
    NDArray core =
        coreLogLikelihood(pass, transform.toModelSpace(pass, continuous), noise.subNDList(own));
    return new Likelihoods(core.add(transform.logDeterminant(pass, continuous)), core);
  }

  /**
   * The log-likelihood of items in raw units, {@link Likelihoods#total}.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, shape {@code [N, ...]}
   * @param noise as declared by {@link #scoringNoise}
   * @return nats per item, float64, shape {@code [N]}
   */
  public final NDArray logLikelihood(Pass pass, NDArray raw, NDList noise) {
    return likelihoods(pass, raw, noise).total();
  }

  /**
   * Maps noise to items in raw units.
   *
   * @param pass an evaluation pass
   * @param noise as declared by {@link #sampleNoise}, each of shape {@code [N, ...]}
   * @return items, shape {@code [N, ...]}
   */
  public abstract NDArray sample(Pass pass, NDList noise);

  /**
   * Creates the parameters.
   *
   * @param manager owner of the parameters
   * @param seed seed of the random initial weights
   */
  public abstract void initialize(NDManager manager, long seed);

  /**
   * Recomputes statistics that are a function of the training set rather than of single steps, such
   * as those of a batch-norm flow. The default has none.
   *
   * @param manager parent of what is computed on the way
   * @param chunks the whole clean training set in model space, in order, each {@code [n, ...]}
   */
  public void refreshStatistics(NDManager manager, List<NDArray> chunks) {}

  /**
   * Sets parameters that start from what the first batch looks like, such as those of an ActNorm.
   * Called once before the first step of a run; the default has none.
   *
   * @param batch the first batch in model space, mollified or not, {@code [N, ...]}
   */
  public void readFirstBatch(NDArray batch) {}

  /**
   * Sets weights that are zero by construction, such as those that the masks of an autoregressive
   * network leave out, to zero. A training pass takes these zeros for granted; so this is to be
   * called whenever parameters have been set from outside. The default has none.
   */
  public void maskWeights() {}

  /**
   * Sets the gradients of the weights of {@link #maskWeights} to zero, which keeps the weights
   * where they are. To be called after each backward pass, before anything reads a gradient. The
   * default has none.
   */
  public void maskGradients() {}

  /**
   * Returns the number of trained scalars.
   *
   * @return the number of elements of parameters that receive a gradient
   */
  public final long parameterCount() {
    return getParameters().values().stream()
        .filter(parameter -> parameter.requiresGradient())
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  /** Scores one array of raw items: the DJL view of a model whose scoring needs no noise. */
  @Override
  protected final NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    NDList noise = inputs.subNDList(1);
    return new NDList(logLikelihood(pass, inputs.head(), noise));
  }

  /** {@inheritDoc} */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0))};
  }
}
