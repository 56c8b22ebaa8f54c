package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.density.LikelihoodKind;
import org.mollify.models.network.KaimingUniformInitializer;
import org.mollify.models.transform.DataTransform;
import org.mollify.models.transform.PixelScaling;

/**
 * A density with a latent variable, {@code p(x) = E_{z ~ N(0, I)} N(x; g(z), s^2 I)}, bounded from
 * below with a proposal {@code q(z | x)} by importance weights {@code w_k = p(x | z_k) p(z_k) /
 * q(z_k | x)}: {@code E log (1/K) sum_k w_k <= log p(x)}, tighter with every K (Burda et al. 2016).
 * K = 1 gives the evidence lower bound.
 *
 * <p>Losses are nats per item, averaged over the batch, with every constant of the densities: those
 * of pythae plus a constant where the decoder's variance is 1.
 *
 * <p>Noise is handed in with K along its first axis; K is read there, the batch size nowhere.
 */
public abstract class LatentVariableModel extends DensityModel {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
  private static final String NOISE = "eps";

  private final int latent;
  private final Block encoder;
  private final Block decoder;
  private final Parameter logSigma;

  /**
   * Creates a model.
   *
   * @param transform from raw units into model space
   * @param networks the encoder and the decoder
   * @param variance variance of the decoder
   */
  LatentVariableModel(DataTransform transform, Networks networks, DecoderVariance variance) {
    super(transform);
    latent = networks.latent();
    encoder = addChildBlock("encoder", networks.encoder(transform.dataShape()));
    decoder = addChildBlock("decoder", networks.decoder(transform.dataShape()));
    logSigma =
        addParameter(
            Parameter.builder()
                .setName("logSigma")
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(1))
                .optInitializer(Initializer.ZEROS)
                .optRequiresGrad(variance == DecoderVariance.LEARNED)
                .build());
  }

  /**
   * Returns the number of latent variables of an item.
   *
   * @return d
   */
  public final int latentDimension() {
    return latent;
  }

  /**
   * Names the distribution from which importance samples come.
   *
   * @return the name that bundles give
   */
  public abstract String proposal();

  /**
   * Draws from the proposal.
   *
   * @param pass the pass
   * @param posterior mean and log-variance of the encoder
   * @param eps standard normal, {@code [N, K, d]}
   * @return latents and their log-densities
   */
  abstract Draw propose(Pass pass, Posterior posterior, NDArray eps);

  /**
   * What the encoder says of an item: a diagonal normal distribution of its latents.
   *
   * @param mean {@code [N, d]}
   * @param logVariance {@code [N, d]}
   */
  record Posterior(NDArray mean, NDArray logVariance) {}

  /**
   * Latents and their log-densities under the distribution they came from.
   *
   * @param z {@code [N, K, d]}
   * @param logDensity nats, {@code [N, K]}
   */
  record Draw(NDArray z, NDArray logDensity) {}

  /** The encoder's view of items in model space. */
  final Posterior posterior(Pass pass, NDArray x) {
    NDArray h =
        encoder.forward(pass.parameters(), new NDList(x), pass.training()).singletonOrThrow();
    return new Posterior(h.get(":, :{}", latent), h.get(":, {}:", latent));
  }

  /** The decoder's mean in model space of latents {@code [M, d]}. */
  final NDArray mean(Pass pass, NDArray z) {
    return decoder.forward(pass.parameters(), new NDList(z), pass.training()).singletonOrThrow();
  }

  /**
   * {@code log N(x; g(z), s^2 I)} of each item for each of its latents.
   *
   * @param pass the pass
   * @param x items in model space, {@code [N, ...]}
   * @param z latents, {@code [N, K, d]}
   * @return nats, {@code [N, K]}, float64 in evaluation
   */
  final NDArray logObservation(Pass pass, NDArray x, NDArray z) {
    long samples = z.getShape().get(1);
    long dimensions = dataShape().size();
    NDArray mean = mean(pass, z.reshape(-1, latent)).reshape(-1, samples, dimensions);
    NDArray residual = x.reshape(-1, 1, dimensions).sub(mean);
    NDArray squares = LogDensities.summed(pass, residual.square());
    return observed(pass, squares);
  }

  /** The same of squared distances {@code |x - g(z)|^2} that are known already. */
  final NDArray observed(Pass pass, NDArray squares) {
    long dimensions = dataShape().size();
    NDArray sigma = pass.value(logSigma, squares).toType(squares.getDataType(), false);
    NDArray precision = LogDensities.scaled(sigma, -2).exp();
    NDArray quadratic = LogDensities.scaled(squares.mul(precision), -0.5);
    return LogDensities.shifted(
        quadratic.sub(LogDensities.scaled(sigma, dimensions)), -0.5 * dimensions * LOG_TWO_PI);
  }

  /** {@code 1 / s^2}, for gradients of the observation. */
  final NDArray observationPrecision(Pass pass, NDArray beside) {
    return LogDensities.scaled(pass.value(logSigma, beside), -2).exp();
  }

  /**
   * Returns the noise of K importance samples: the data transform's, then standard normal {@code
   * eps} of shape {@code [K, d]}.
   *
   * @param samples importance samples K
   * @return the declarations
   */
  public final List<NoiseInput> importanceNoise(int samples) {
    List<NoiseInput> noise = new ArrayList<>(transform().noise());
    noise.add(NoiseInput.normal(NOISE, new Shape(samples, latent)));
    return List.copyOf(noise);
  }

  /**
   * The log importance weights {@code log w_k} of items in raw units, with every constant: their
   * log-mean-exp bounds the log-density in raw units.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, {@code [N, ...]}
   * @param noise as declared by {@link #importanceNoise}
   * @return nats, float64, {@code [N, K]}
   * @throws IllegalArgumentException if the noise is not what is declared
   */
  public final NDArray logImportanceWeights(Pass pass, NDArray raw, NDList noise) {
    int own = transform().noise().size();
    if (noise.size() != own + 1) {
      throw new IllegalArgumentException(
          "importance weights expect the noise inputs %s; got %d"
              .formatted(importanceNoise(1).stream().map(NoiseInput::name).toList(), noise.size()));
    }
    NDArray continuous = transform().dequantize(pass, raw, noise.subNDList(0, own));
    NDArray core = coreLogWeights(pass, transform().toModelSpace(pass, continuous), noise.get(own));
    NDArray logDeterminant = transform().logDeterminant(pass, continuous);
    // One an item, where the transform is not linear: the same for all its importance samples.
    boolean each = logDeterminant.getShape().dimension() == 1;
    return core.add(each ? logDeterminant.expandDims(1) : logDeterminant);
  }

  /** The log importance weights in model space, {@code [N, K]}. */
  final NDArray coreLogWeights(Pass pass, NDArray x, NDArray eps) {
    Shape shape = eps.getShape();
    if (shape.dimension() != 3 || shape.get(2) != latent) {
      throw new IllegalArgumentException(
          "noise %s expects a shape [N, K, %d] for N items and K importance samples; got %s"
              .formatted(NOISE, latent, shape));
    }
    NDArray typed = eps.toType(pass.precision(), false);
    Draw draw = propose(pass, posterior(pass, x), typed);
    return logObservation(pass, x, draw.z())
        .add(LogDensities.standardNormal(pass, draw.z()))
        .sub(draw.logDensity());
  }

  /**
   * Maps items to the means of the encoder's distribution. Dequantised data are taken at the middle
   * of their steps.
   *
   * @param pass an evaluation pass
   * @param raw items in raw units, {@code [N, ...]}
   * @return latents, {@code [N, d]}
   */
  public final NDArray encode(Pass pass, NDArray raw) {
    NDList middle = new NDList();
    for (NoiseInput input : transform().noise()) {
      Shape one = new Shape(1).addAll(input.itemShape());
      middle.add(raw.getManager().full(one, 0.5f, DataType.FLOAT32));
    }
    NDArray continuous = transform().dequantize(pass, raw, middle);
    return posterior(pass, transform().toModelSpace(pass, continuous)).mean();
  }

  /**
   * Maps latents to the decoder's mean in raw units. Grey levels are clamped to 0..255 and not
   * rounded, less the half that dequantisation noise adds in the mean; other whole numbers are what
   * the data transform makes of the mean.
   *
   * @param pass an evaluation pass
   * @param z latents, {@code [N, d]}
   * @return items, {@code [N, ...]}
   */
  public final NDArray decode(Pass pass, NDArray z) {
    NDArray x = decodeContinuous(pass, z);
    if (dataShape().dimension() != 3) {
      return transform().quantize(pass, x);
    }
    NDArray levels = transform().noise().isEmpty() ? x : x.sub(0.5f);
    return levels.clip(0, PixelScaling.LARGEST);
  }

  /**
   * Maps latents to the decoder's mean in raw units, where whole numbers are not whole yet.
   *
   * @param pass an evaluation pass
   * @param z latents, {@code [N, d]}
   * @return continuous items, {@code [N, ...]}
   */
  public final NDArray decodeContinuous(Pass pass, NDArray z) {
    return transform().toRawUnits(pass, mean(pass, z.toType(pass.precision(), false)));
  }

  /** The decoder's mean, as the paper's samples are; no noise of the decoder is added. */
  @Override
  public final NDArray sample(Pass pass, NDList noise) {
    return decode(pass, noise.singletonOrThrow());
  }

  /**
   * A lower bound for rows and for dequantised images. Without dequantisation, the bound is one on
   * the density of a continuous model at whole grey levels: {@code undequantised}, and its bits per
   * dimension compare with nothing.
   */
  @Override
  public final LikelihoodKind likelihoodKind() {
    boolean undequantised = dataShape().dimension() == 3 && transform().noise().isEmpty();
    return undequantised ? LikelihoodKind.UNDEQUANTISED : LikelihoodKind.LOWER_BOUND;
  }

  @Override
  public final List<NoiseInput> sampleNoise() {
    return List.of(NoiseInput.normal("z", new Shape(latent)));
  }

  /** One importance sample: an unbiased estimate of the evidence lower bound. */
  @Override
  public final List<NoiseInput> coreScoringNoise() {
    return List.of(NoiseInput.normal(NOISE, new Shape(1, latent)));
  }

  /** The log-mean-exp of as many importance weights as the noise has samples. */
  @Override
  public final NDArray coreLogLikelihood(Pass pass, NDArray x, NDList noise) {
    return LogDensities.logMeanExp(coreLogWeights(pass, x, noise.singletonOrThrow()));
  }

  /** Weights and biases as PyTorch initialises them, from the seed. */
  @Override
  public void initialize(NDManager manager, long seed) {
    KaimingUniformInitializer.set(this, new SplittableRandom(seed));
    initialize(manager, DataType.FLOAT32, new Shape(1).addAll(dataShape()));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    transform().initialize(manager, type, inputShapes);
    encoder.initialize(manager, type, inputShapes);
    decoder.initialize(manager, type, new Shape(1, latent));
  }
}
