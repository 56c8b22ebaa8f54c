package org.mollify.models.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.SplittableRandom;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.density.LikelihoodKind;
import org.mollify.models.network.OrthogonalInitializer;
import org.mollify.models.transform.DataTransform;

/**
 * A normalizing flow over vectors: {@code log p(x) = log N(f(x); 0, I) + log |det df/dx|} (paper
 * eq. 7 and 8), exact, and sampled in one pass of the inverse.
 */
public final class Flow extends DensityModel {

  private static final String LATENT = "z";

  private final Bijection bijection;

  /**
   * Creates a flow.
   *
   * @param transform from raw units into model space
   * @param bijection from model space to latents
   */
  public Flow(DataTransform transform, Bijection bijection) {
    super(transform);
    this.bijection = addChildBlock("bijection", bijection);
  }

  /**
   * Everything one pass from data to latents gives.
   *
   * @param logLikelihood nats per item in raw units, float64, {@code [N]}
   * @param coreLogLikelihood nats per item in model space, float64, {@code [N]}
   * @param z latents, {@code [N, D]}
   */
  public record Score(NDArray logLikelihood, NDArray coreLogLikelihood, NDArray z) {}

  /**
   * Scores items of continuous data and keeps their latents.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, {@code [N, D]}
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
   * @param raw items in raw units, {@code [N, D]}
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
   * @return items, {@code [N, D]}
   */
  public NDArray decode(Pass pass, NDArray z) {
    return transform().quantize(pass, decodeContinuous(pass, z));
  }

  /**
   * Maps latents to continuous items in raw units: the exact inverse of scoring with noise of zero.
   *
   * @param pass an evaluation pass
   * @param z latents, {@code [N, D]}
   * @return continuous items, {@code [N, D]}
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

  /** Exact for continuous data, a bound where the transform dequantises. */
  @Override
  public LikelihoodKind likelihoodKind() {
    return transform().noise().isEmpty() ? LikelihoodKind.EXACT : LikelihoodKind.LOWER_BOUND;
  }

  @Override
  public List<NoiseInput> trainingNoise() {
    return List.of();
  }

  @Override
  public List<NoiseInput> coreScoringNoise() {
    return List.of();
  }

  @Override
  public List<NoiseInput> sampleNoise() {
    return List.of(NoiseInput.normal(LATENT, dataShape()));
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
    return decode(pass, noise.singletonOrThrow());
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

  /** Orthogonal weights and zero biases, as the authors initialise every linear layer. */
  @Override
  public void initialize(NDManager manager, long seed) {
    setInitializer(new OrthogonalInitializer(new SplittableRandom(seed)), Parameter.Type.WEIGHT);
    initialize(manager, DataType.FLOAT32, new Shape(1).addAll(dataShape()));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    transform().initialize(manager, type, inputShapes);
    bijection.initialize(manager, type, inputShapes);
  }
}
