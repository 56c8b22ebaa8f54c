package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.transform.DataTransform;

/**
 * Hamiltonian VAE (Caterini et al. 2018): the encoder's draw {@code z_0}, with a momentum {@code
 * rho_0 = gamma / sqrt(beta_0)}, takes leapfrog steps along the gradient of {@code U(z) = -log p(x
 * | z) - log p(z)} before it is decoded. The part of the gradient that passes through the decoder
 * is a constant of the loss, as in pythae; the part of the prior is not.
 *
 * <p>Scores use the encoder's first normal distribution as proposal and take no steps: a valid
 * bound, and a looser one than training's.
 */
public final class Hvae extends LatentVariableModel {

  private final Options options;
  private final Parameter stepSize;

  /** How the steps are taken. */
  public enum Variant {
    /**
     * As pythae takes them, and so the paper: the standard deviation is the softplus of the
     * encoder's log-variance; the position moves along the momentum from before the half step; the
     * momentum is not tempered; the bound leaves out {@code |gamma|^2 / 2} and takes the entropy
     * from the log-variance.
     */
    @JsonProperty("pythae")
    PYTHAE,
    /**
     * A leapfrog with quadratic tempering, {@code 1 / sqrt(beta_k) = (1 - 1 / sqrt(beta_0)) k^2 /
     * K^2 + 1 / sqrt(beta_0)}, and the bound {@code log p(x, z_K) - |rho_K|^2 / 2 + |gamma|^2 / 2 -
     * log q(z_0 | x)} with every term.
     */
    @JsonProperty("leapfrog")
    LEAPFROG
  }

  private Hvae(DataTransform transform, Networks networks, Options options) {
    super(transform, networks, options.decoderVariance);
    Networks.positive("steps", options.steps);
    if (!(options.stepSize > 0) || !(options.temperature > 0) || options.temperature > 1) {
      throw new IllegalArgumentException(
          "hvae expects a positive stepSize and a temperature in (0, 1]; got %s and %s"
              .formatted(options.stepSize, options.temperature));
    }
    this.options = options;
    this.stepSize =
        addParameter(
            Parameter.builder()
                .setName("stepSize")
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(1))
                .optInitializer(
                    (manager, shape, type) -> manager.full(shape, (float) options.stepSize, type))
                .build());
  }

  /**
   * What an HVAE is made of.
   *
   * @param variant how the steps are taken
   * @param steps leapfrog steps K
   * @param stepSize size of the steps at the start; it is learned
   * @param temperature inverse temperature beta_0 of the first momentum, at most 1
   * @param architecture networks
   * @param latent number of latent variables
   * @param width filters or units of networks that are not the paper's
   * @param decoderVariance {@code fixed} at 1 or {@code learned}
   * @param outputActivation what follows the decoder's last layer
   */
  public record Options(
      Variant variant,
      int steps,
      double stepSize,
      double temperature,
      Architecture architecture,
      int latent,
      int width,
      DecoderVariance decoderVariance,
      OutputActivation outputActivation) {

    /** The paper's networks for CIFAR-10 and pythae's single step. */
    public static final Options DEFAULT =
        new Options(
            Variant.PYTHAE,
            1,
            1e-3,
            0.3,
            Architecture.CIFAR10,
            256,
            32,
            DecoderVariance.FIXED,
            OutputActivation.LINEAR);
  }

  /**
   * Builds an uninitialised model.
   *
   * @param transform from raw units into model space
   * @param options what it is made of
   * @return the model
   */
  public static Hvae build(DataTransform transform, Options options) {
    return new Hvae(
        transform,
        new Networks(options.architecture, options.latent, options.width, options.outputActivation),
        options);
  }

  @Override
  public String proposal() {
    return "encoder-initial";
  }

  @Override
  Draw propose(Pass pass, Posterior posterior, NDArray eps) {
    return NormalProposal.draw(pass, posterior.mean(), logSigma(posterior), eps);
  }

  private NDArray logSigma(Posterior posterior) {
    return options.variant == Variant.PYTHAE
        ? Activation.softPlus(posterior.logVariance()).log()
        : LogDensities.scaled(posterior.logVariance(), 0.5);
  }

  /** The encoder's noise, and that of the momentum. */
  @Override
  public List<NoiseInput> trainingNoise() {
    return List.of(
        NoiseInput.normal("eps", new Shape(1, latentDimension())),
        NoiseInput.normal("gamma", new Shape(latentDimension())));
  }

  @Override
  public NDArray loss(Pass pass, NDArray x, NDList noise) {
    return bound(pass, x, noise).mean().neg();
  }

  /** What training maximises, of each item, {@code [N]}. */
  NDArray bound(Pass pass, NDArray x, NDList noise) {
    Posterior posterior = posterior(pass, x);
    Draw draw = propose(pass, posterior, noise.get(0));
    NDArray gamma = noise.get(1);
    Phase last = steps(pass, x, draw.z().squeeze(1), gamma);
    NDArray observed = observed(pass, squares(pass, x, last.position));
    NDArray momentum = halfSquares(last.momentum);
    if (options.variant == Variant.PYTHAE) {
      NDArray entropy = LogDensities.scaled(posterior.logVariance().sum(new int[] {1}), 0.5);
      NDArray position = halfSquares(last.position);
      return observed.sub(position).sub(momentum).add(entropy);
    }
    NDArray prior = LogDensities.standardNormal(pass, last.position.expandDims(1)).squeeze(1);
    NDArray start = halfSquares(gamma).sub(draw.logDensity().squeeze(1));
    return observed.add(prior).sub(momentum).add(start);
  }

  private record Phase(NDArray position, NDArray momentum) {}

  private Phase steps(Pass pass, NDArray x, NDArray start, NDArray gamma) {
    double root = Math.sqrt(options.temperature);
    NDArray position = start;
    NDArray momentum = LogDensities.scaled(gamma, 1 / root);
    NDArray step = pass.value(stepSize, x);
    NDArray half = LogDensities.scaled(step, 0.5);
    double inverseRoot = 1 / root;
    NDArray slope = slope(pass, x, position);
    for (int k = 1; k <= options.steps; k++) {
      NDArray halfway = momentum.sub(slope.mul(half));
      NDArray along = options.variant == Variant.PYTHAE ? momentum : halfway;
      position = position.add(along.mul(step));
      slope = slope(pass, x, position);
      momentum = halfway.sub(slope.mul(half));
      if (options.variant == Variant.LEAPFROG) {
        double part = (double) k / options.steps;
        double next = (1 - 1 / root) * part * part + 1 / root;
        // sqrt(beta_{k-1} / beta_k): the momentum cools to unit temperature.
        momentum = LogDensities.scaled(momentum, next / inverseRoot);
        inverseRoot = next;
      }
    }
    return new Phase(position, momentum);
  }

  /** The gradient of U: that of the observation as a constant, and the prior's. */
  private NDArray slope(Pass pass, NDArray x, NDArray z) {
    NDArray observation =
        pass.innerGradient()
            .gradient(at -> LogDensities.scaled(squares(pass, x, at).sum(), 0.5), z);
    NDArray precision = observationPrecision(pass, observation).stopGradient();
    return observation.mul(precision).add(z);
  }

  /** {@code |x - g(z)|^2} of each item, {@code [N]}. */
  private NDArray squares(Pass pass, NDArray x, NDArray z) {
    long dimensions = dataShape().size();
    NDArray residual = x.reshape(-1, dimensions).sub(mean(pass, z).reshape(-1, dimensions));
    return residual.square().sum(new int[] {1});
  }

  private static NDArray halfSquares(NDArray values) {
    return LogDensities.scaled(values.square().sum(new int[] {1}), 0.5);
  }
}
