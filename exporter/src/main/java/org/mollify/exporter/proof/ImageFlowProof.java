package org.mollify.exporter.proof;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.flow.Flow;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/**
 * Runs the graphs of a flow over images in ONNX Runtime and compares them with the flow in double
 * precision, on 16 items at batch sizes 1, 7 and 16.
 *
 * <p>Compared are log-likelihoods of held-out images and of the same images with noise of 3
 * standard deviations, images from fresh latents, and held-out images taken to latents and back, in
 * grey levels; {@link Bounds} says what each is held to.
 */
public final class ImageFlowProof {

  /** Name of the check of images that go to latents and back. */
  public static final String INVERSION = "x -> z -> x" + Bounds.IN_GREY_LEVELS;

  private static final String SAMPLES = "x" + Bounds.IN_GREY_LEVELS;
  private static final String FRESH = "fresh z";
  private static final String HELD_OUT = "held-out";
  private static final String NOISY = "held-out plus 3 sigma noise";
  private static final int LARGEST = 255;
  private static final int ITEMS = 16;
  private static final List<Integer> BATCH_SIZES = List.of(1, 7, ITEMS);

  private final Flow flow;
  private final double[][] uniforms;
  private final ImageFlowReference exact;
  private final ImageFlowReference single;

  private ImageFlowProof(Flow flow, NDManager parent, double[][] uniforms) {
    this.flow = flow;
    this.uniforms = uniforms;
    this.exact = new ImageFlowReference(flow, parent, DataType.FLOAT64, uniforms);
    this.single = new ImageFlowReference(flow, parent, DataType.FLOAT32, uniforms);
  }

  /**
   * Proves a bundle.
   *
   * @param bundle folder of the bundle, complete but for the proof
   * @param flow the flow it was traced from
   * @param heldOut held-out images in grey levels
   * @param parent parent of what is computed on the way
   * @return every check, and whether all hold
   * @throws IOException if the bundle cannot be opened
   */
  public static Proof run(Path bundle, Flow flow, double[][] heldOut, NDManager parent)
      throws IOException {
    int dequantised = flow.transform().noise().isEmpty() ? 0 : heldOut[0].length;
    ProofInputs inputs = ProofInputs.of(heldOut, dequantised);
    double[][] clean = first(inputs.heldOut());
    double[][] noisy = first(inputs.noisy());
    for (double[] image : noisy) {
      Arrays.setAll(image, j -> Math.rint(Math.max(0, Math.min(LARGEST, image[j]))));
    }
    double[][] latents = first(inputs.latents());
    ImageFlowProof proof = new ImageFlowProof(flow, parent, first(inputs.uniforms()));
    List<Check> checks = new ArrayList<>();
    try (BundleSessions sessions = BundleSessions.open(bundle)) {
      checks.addAll(proof.scores(sessions, HELD_OUT, clean));
      checks.addAll(proof.scores(sessions, NOISY, noisy));
      checks.addAll(proof.samples(sessions, latents));
      checks.addAll(proof.inversion(sessions, clean));
    }
    return Bounds.judge(checks);
  }

  private static double[][] first(double[][] rows) {
    return Arrays.copyOf(rows, Math.min(rows.length, ITEMS));
  }

  private List<Check> scores(BundleSessions sessions, String name, double[][] images) {
    ImageFlowReference.Scored expected = exact.score(images);
    Errors total = Errors.relative();
    Errors core = Errors.relative();
    for (int batch : BATCH_SIZES) {
      total.add(
          encode(sessions, "loglik", "log_likelihood", images, batch), expected.logLikelihood());
      core.add(encode(sessions, "loglik", "core_log_likelihood", images, batch), expected.core());
    }
    return List.of(
        total.check("log_likelihood", name, images.length, BATCH_SIZES, true),
        core.check("core_log_likelihood", name, images.length, BATCH_SIZES, true));
  }

  private double[] encode(
      BundleSessions sessions, String role, String meaning, double[][] images, int batch) {
    double[][][] noise =
        flow.scoringNoise().isEmpty() ? new double[0][][] : new double[][][] {uniforms};
    return sessions.run(role, meaning, images, noise, batch);
  }

  private List<Check> samples(BundleSessions sessions, double[][] z) {
    double[] expected = exact.decode(z);
    Errors errors = Errors.absolute();
    for (int batch : BATCH_SIZES) {
      errors.add(decode(sessions, z, batch), expected);
    }
    Errors own = Errors.absolute();
    own.add(single.decode(z), expected);
    return List.of(
        errors.check(SAMPLES, FRESH, z.length, BATCH_SIZES, true),
        own.check(SAMPLES + Bounds.OWN, FRESH, z.length, BATCH_SIZES, false));
  }

  private List<Check> inversion(BundleSessions sessions, double[][] images) {
    double[] expected = exact.continuous(images);
    Errors errors = Errors.absolute();
    for (int batch : BATCH_SIZES) {
      double[] z = encode(sessions, "encode", "z", images, batch);
      errors.add(decode(sessions, BundleSessions.rows(z, images.length), batch), expected);
    }
    Errors own = Errors.absolute();
    double[] z = single.score(images).z();
    own.add(single.decode(BundleSessions.rows(z, images.length)), expected);
    return List.of(
        errors.check(INVERSION, HELD_OUT, images.length, BATCH_SIZES, true),
        own.check(INVERSION + Bounds.OWN, HELD_OUT, images.length, BATCH_SIZES, false));
  }

  /** Continuous grey levels of latents, each scale its own input. */
  private double[] decode(BundleSessions sessions, double[][] z, int batch) {
    List<NoiseInput> declared = flow.sampleNoise();
    double[][][] noise = new double[declared.size()][z.length][];
    int from = 0;
    for (int i = 0; i < noise.length; i++) {
      int size = Math.toIntExact(declared.get(i).itemShape().size());
      for (int row = 0; row < z.length; row++) {
        noise[i][row] = Arrays.copyOfRange(z[row], from, from + size);
      }
      from += size;
    }
    return sessions.run("decode", FlowGraphs.CONTINUOUS, null, noise, batch);
  }
}
