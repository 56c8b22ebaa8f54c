package org.mollify.exporter.proof;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.models.flow.Flow;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/**
 * Runs the graphs of a written bundle in ONNX Runtime and compares them with the flow in double
 * precision.
 *
 * <p>Compared are both log-likelihoods on held-out rows and on rows 3 standard deviations off, raw
 * rows from fresh latents, and the round trip {@code z -> x -> z} through both graphs, each at
 * batch sizes 1, 7 and 256. The tolerance binds the log-likelihoods and, where the model itself
 * rounds less, the round trip. Where raw values are whole, rows are scored with dequantisation
 * noise, and the round trip is that of rows before they are rounded, scored with noise of zero.
 */
public final class FlowProof {

  private static final String ROUND_TRIP = "z -> x -> z";
  private static final String LOG_LIKELIHOOD = "log_likelihood";
  private static final String CORE_LOG_LIKELIHOOD = "core_log_likelihood";
  private static final String FRESH = "fresh z";
  private static final String NOISY = "held-out plus 3 sigma noise";
  private static final List<Integer> BATCH_SIZES = List.of(1, 7, 256);

  private FlowProof() {}

  /**
   * Proves a bundle.
   *
   * @param bundle folder of the bundle, complete but for the proof
   * @param flow the flow it was traced from
   * @param heldOut held-out rows in raw units
   * @param parent parent of what is computed on the way
   * @return every check, and whether all that bind hold
   * @throws IOException if the bundle cannot be opened
   */
  public static Proof run(Path bundle, Flow flow, double[][] heldOut, NDManager parent)
      throws IOException {
    int discrete =
        flow.transform().noise().stream()
            .mapToInt(input -> Math.toIntExact(input.itemShape().size()))
            .sum();
    ProofInputs inputs = ProofInputs.of(heldOut, discrete);
    double[][] uniforms = inputs.uniforms();
    FlowReference reference = new FlowReference(flow, parent, DataType.FLOAT64);
    FlowReference single = new FlowReference(flow, parent, DataType.FLOAT32);
    List<Check> own = new ArrayList<>();
    own.addAll(ownScores(single, reference, inputs.noisy(), uniforms));
    own.add(ownRoundTrip(single, inputs.latents(), discrete));
    List<Check> checks = new ArrayList<>();
    try (BundleSessions sessions = BundleSessions.open(bundle)) {
      checks.addAll(scores(sessions, reference, "held-out", inputs.heldOut(), uniforms));
      checks.addAll(scores(sessions, reference, NOISY, inputs.noisy(), uniforms));
      checks.addAll(latents(sessions, reference, inputs.latents(), discrete));
    }
    checks.addAll(own);
    return Bounds.judge(checks);
  }

  private static List<Check> ownScores(
      FlowReference single, FlowReference reference, double[][] rows, double[][] uniforms) {
    FlowReference.Scores scores = single.score(rows, uniforms);
    FlowReference.Scores expected = reference.score(rows, uniforms);
    Errors logLikelihood = Errors.relative();
    logLikelihood.add(scores.logLikelihood(), expected.logLikelihood());
    Errors core = Errors.relative();
    core.add(scores.coreLogLikelihood(), expected.coreLogLikelihood());
    return List.of(
        logLikelihood.check(LOG_LIKELIHOOD + Bounds.OWN, NOISY, rows.length, BATCH_SIZES, false),
        core.check(CORE_LOG_LIKELIHOOD + Bounds.OWN, NOISY, rows.length, BATCH_SIZES, false));
  }

  private static Check ownRoundTrip(FlowReference single, double[][] latents, int discrete) {
    Errors errors = Errors.relative();
    double[][] none = new double[latents.length][discrete];
    errors.add(
        single.encode(single.decode(latents), none),
        Arrays.stream(latents).flatMapToDouble(Arrays::stream).toArray());
    return errors.check(ROUND_TRIP + Bounds.OWN, FRESH, latents.length, BATCH_SIZES, false);
  }

  private static List<Check> scores(
      BundleSessions sessions,
      FlowReference reference,
      String name,
      double[][] rows,
      double[][] uniforms) {
    FlowReference.Scores expected = reference.score(rows, uniforms);
    Errors logLikelihood = Errors.relative();
    Errors core = Errors.relative();
    for (int batch : BATCH_SIZES) {
      logLikelihood.add(
          encode(sessions, "loglik", LOG_LIKELIHOOD, rows, uniforms, batch),
          expected.logLikelihood());
      core.add(
          encode(sessions, "loglik", CORE_LOG_LIKELIHOOD, rows, uniforms, batch),
          expected.coreLogLikelihood());
    }
    return List.of(
        logLikelihood.check(LOG_LIKELIHOOD, name, rows.length, BATCH_SIZES, true),
        core.check(CORE_LOG_LIKELIHOOD, name, rows.length, BATCH_SIZES, true));
  }

  private static List<Check> latents(
      BundleSessions sessions, FlowReference reference, double[][] latents, int discrete) {
    double[][] none = new double[latents.length][discrete];
    double[][] expected = reference.decode(latents);
    Errors rows = Errors.relative();
    Errors roundTrip = Errors.relative();
    // Before whole numbers are rounded, where they are.
    String x = sessions.gives("decode", FlowGraphs.CONTINUOUS) ? FlowGraphs.CONTINUOUS : "x";
    for (int batch : BATCH_SIZES) {
      double[] flat = sessions.run("decode", x, null, new double[][][] {latents}, batch);
      double[][] decoded = BundleSessions.rows(flat, latents.length);
      for (int i = 0; i < latents.length; i++) {
        rows.add(decoded[i], expected[i]);
      }
      double[] z = Arrays.stream(latents).flatMapToDouble(Arrays::stream).toArray();
      roundTrip.add(encode(sessions, "encode", "z", decoded, none, batch), z);
    }
    return List.of(
        rows.check("x", FRESH, latents.length, BATCH_SIZES, false),
        roundTrip.check(ROUND_TRIP, FRESH, latents.length, BATCH_SIZES, true));
  }

  /** Noise for dequantisation goes to graphs that take any. */
  private static double[] encode(
      BundleSessions sessions,
      String role,
      String meaning,
      double[][] rows,
      double[][] uniforms,
      int batch) {
    double[][][] noise = uniforms[0].length == 0 ? new double[0][][] : new double[][][] {uniforms};
    return sessions.run(role, meaning, rows, noise, batch);
  }
}
