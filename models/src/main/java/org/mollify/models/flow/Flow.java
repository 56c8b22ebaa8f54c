package org.mollify.models.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.density.LikelihoodKind;
import org.mollify.models.network.OrthogonalInitializer;
import org.mollify.models.transform.DataTransform;

/**
 * A normalizing flow over vectors or images: {@code log p(x) = log N(f(x); 0, I) + log |det df/dx|}
 * (paper eq. 7 and 8), exact, and sampled in one pass of the inverse.
 *
 * <p>A multi-scale flow has several latents, each a noise input of its own; as one array they lie
 * flat, one after the other, {@code [N, D]}.
 */
public final class Flow extends DensityModel {

  private static final String LATENT = "z";

  private final Bijection bijection;
  private final WeightInitialization weights;
  private final List<Shape> latents;

  /** How the weights of a flow are drawn. */
  @FunctionalInterface
  public interface WeightInitialization {
    /**
     * Sets the initialisers of all layers below a block.
     *
     * @param block an uninitialised block
     * @param generator source of the numbers
     */
    void set(Block block, RandomGenerator generator);

    /** Orthogonal weights and zero biases, as the authors initialise every linear layer. */
    WeightInitialization ORTHOGONAL =
        (block, generator) ->
            block.setInitializer(new OrthogonalInitializer(generator), Parameter.Type.WEIGHT);
  }

  /**
   * Creates a flow with orthogonal weights.
   *
   * @param transform from raw units into model space
   * @param bijection from model space to latents
   */
  public Flow(DataTransform transform, Bijection bijection) {
    this(transform, bijection, WeightInitialization.ORTHOGONAL);
  }

  /**
   * Creates a flow.
   *
   * @param transform from raw units into model space
   * @param bijection from model space to latents
   * @param weights how its weights are drawn
   */
  public Flow(DataTransform transform, Bijection bijection, WeightInitialization weights) {
    super(transform);
    this.bijection = addChildBlock("bijection", bijection);
    this.weights = weights;
    this.latents = bijection.latentShapes(dataShape());
  }

  /**
   * Everything one pass from data to latents gives.
   *
   * @param logLikelihood nats per item in raw units, float64, {@code [N]}
   * @param coreLogLikelihood nats per item in model space, float64, {@code [N]}
   * @param z latents, {@code [N, D]}, those of several scales one after the other
   */
  public record Score(NDArray logLikelihood, NDArray coreLogLikelihood, NDArray z) {}

  /**
   * Scores items of continuous data and keeps their latents.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, {@code [N, ...]}
   * @return both log-likelihoods and the latents
   * @throws IllegalArgumentException if scoring needs noise
   */
  public Score score(Pass pass, NDArray raw) {
    return score(pass, raw, new NDList());
  }

  /**
   * Scores items and keeps their latents.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, {@code [N, ...]}
   * @param noise as declared by {@link #scoringNoise}
   * @return both log-likelihoods and the latents
   */
  public Score score(Pass pass, NDArray raw, NDList noise) {
    NDArray continuous = transform().dequantize(pass, raw, noise);
    Transformed latent = bijection.forward(pass, transform().toModelSpace(pass, continuous));
    NDArray core = logDensity(pass, latent);
    NDArray logLikelihood = core.add(transform().logDeterminant(pass, continuous));
    return new Score(logLikelihood, core, latent.value());
  }

  /**
   * Maps latents to items in raw units, whole where the raw values are.
   *
   * @param pass an evaluation pass
   * @param z latents, {@code [N, D]}
   * @return items, {@code [N, ...]}
   */
  public NDArray decode(Pass pass, NDArray z) {
    return transform().quantize(pass, decodeContinuous(pass, z));
  }

  /**
   * Maps latents to continuous items in raw units: the exact inverse of scoring with noise of zero.
   *
   * @param pass an evaluation pass
   * @param z latents, {@code [N, D]}
   * @return continuous items, {@code [N, ...]}
   */
  public NDArray decodeContinuous(Pass pass, NDArray z) {
    NDArray core = z.toType(pass.precision(), false);
    return transform().toRawUnits(pass, bijection.inverse(pass, core).value());
  }

  /**
   * Returns the learned part.
   *
   * @return the bijection between model space and latents
   */
  public Bijection bijection() {
    return bijection;
  }

  /**
   * Exact for continuous data, a bound where the transform dequantises; whole data that are not
   * dequantised have a density and no likelihood.
   */
  @Override
  public LikelihoodKind likelihoodKind() {
    if (!transform().noise().isEmpty()) {
      return LikelihoodKind.LOWER_BOUND;
    }
    return transform().isDiscrete() ? LikelihoodKind.UNDEQUANTISED : LikelihoodKind.EXACT;
  }

  @Override
  public List<NoiseInput> trainingNoise() {
    return List.of();
  }

  @Override
  public List<NoiseInput> coreScoringNoise() {
    return List.of();
  }

  /**
   * One input for each latent: {@code z}, or {@code z0}, {@code z1}, ... the finest scale first.
   */
  @Override
  public List<NoiseInput> sampleNoise() {
    if (latents.size() == 1) {
      return List.of(NoiseInput.normal(LATENT, latents.get(0)));
    }
    return IntStream.range(0, latents.size())
        .mapToObj(i -> NoiseInput.normal(LATENT + i, latents.get(i)))
        .toList();
  }

  /**
   * Lays noise down as {@link #decode} takes it.
   *
   * @param noise as declared by {@link #sampleNoise}
   * @return latents as one array
   */
  public NDArray latents(NDList noise) {
    if (noise.size() != latents.size()) {
      throw new IllegalArgumentException(
          "sampling expects the noise inputs %s; got %d"
              .formatted(sampleNoise().stream().map(NoiseInput::name).toList(), noise.size()));
    }
    if (latents.size() == 1) {
      return noise.head();
    }
    NDList flat = new NDList();
    for (int i = 0; i < latents.size(); i++) {
      flat.add(noise.get(i).reshape(-1, latents.get(i).size()));
    }
    return NDArrays.concat(flat, 1);
  }

  @Override
  public NDArray loss(Pass pass, NDArray x, NDList noise) {
    return logDensity(pass, bijection.forward(pass, x)).mean().neg();
  }

  @Override
  public NDArray coreLogLikelihood(Pass pass, NDArray x, NDList noise) {
    return logDensity(pass, bijection.forward(pass, x));
  }

  private static NDArray logDensity(Pass pass, Transformed latent) {
    NDArray base = StandardNormal.logDensity(pass, latent.value());
    return base.add(latent.logDeterminant().toType(base.getDataType(), false));
  }

  @Override
  public NDArray sample(Pass pass, NDList noise) {
    return decode(pass, latents(noise));
  }

  @Override
  public void refreshStatistics(NDManager manager, List<NDArray> chunks) {
    bijection.refreshStatistics(chunks);
  }

  @Override
  public void readFirstBatch(NDArray batch) {
    bijection.readFirstBatch(batch);
  }

  @Override
  public void maskWeights() {
    bijection.maskWeights();
  }

  @Override
  public void maskGradients() {
    bijection.maskGradients();
  }

  @Override
  public void initialize(NDManager manager, long seed) {
    weights.set(this, new SplittableRandom(seed));
    initialize(manager, DataType.FLOAT32, new Shape(1).addAll(dataShape()));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    transform().initialize(manager, type, inputShapes);
    bijection.initialize(manager, type, inputShapes);
  }
}
