package org.mollify.exporter.proof;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.exporter.plan.LatentVariableGraphs;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.NoiseInput.Distribution;
import org.mollify.models.block.Pass;
import org.mollify.models.vae.LatentVariableModel;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/**
 * Runs the graphs of a written bundle in ONNX Runtime and compares them with the model in double
 * precision: log importance weights and posterior means of held-out items and of the same items
 * with noise of 3 standard deviations, and items decoded from fresh latents. All of them are bound
 * by the tolerance.
 *
 * <p>Tables are run at batch sizes 1, 7 and 256. Images, of which each importance sample costs a
 * pass through a decoder, are proven on 16 items at 1, 7 and 16.
 */
public final class LatentVariableProof {

  private static final long SEED = 20231;
  private static final int TABLE_ROWS = 256;
  private static final int IMAGES = 16;
  private static final double GREY_LEVELS = 255;

  private final LatentVariableModel model;
  private final NDManager parent;
  private final boolean image;
  private final List<Integer> batchSizes;
  private final SplittableRandom random = new SplittableRandom(SEED);

  private LatentVariableProof(LatentVariableModel model, NDManager parent) {
    this.model = model;
    this.parent = parent;
    this.image = model.dataShape().dimension() == 3;
    this.batchSizes = image ? List.of(1, 7, IMAGES) : List.of(1, 7, TABLE_ROWS);
  }

  /**
   * Proves a bundle.
   *
   * @param bundle folder of the bundle, complete but for the proof
   * @param model the model it was traced from
   * @param heldOut held-out items in raw units
   * @param parent parent of what is computed on the way
   * @return every check, and whether all hold
   * @throws IOException if the bundle cannot be opened
   */
  public static Proof run(
      Path bundle, LatentVariableModel model, double[][] heldOut, NDManager parent)
      throws IOException {
    LatentVariableProof proof = new LatentVariableProof(model, parent);
    List<Check> checks;
    try (BundleSessions sessions = BundleSessions.open(bundle)) {
      checks = proof.checks(sessions, heldOut);
    }
    return Bounds.judge(checks);
  }

  private List<Check> checks(BundleSessions sessions, double[][] heldOut) {
    ProofInputs inputs = ProofInputs.of(heldOut, 0);
    double[][] clean = first(inputs.heldOut());
    double[][] noisy = first(inputs.noisy());
    if (image) {
      for (double[] item : noisy) {
        Arrays.setAll(item, j -> Math.rint(Math.max(0, Math.min(GREY_LEVELS, item[j]))));
      }
    }
    return List.of(
        weights(sessions, "held-out", clean),
        weights(sessions, "held-out plus 3 sigma noise", noisy),
        means(sessions, "held-out", clean),
        decoded(sessions));
  }

  private double[][] first(double[][] rows) {
    return Arrays.copyOf(rows, Math.min(rows.length, image ? IMAGES : TABLE_ROWS));
  }

  private Check weights(BundleSessions sessions, String name, double[][] items) {
    int samples = LatentVariableGraphs.samplesPerPass(model);
    List<NoiseInput> declared = model.importanceNoise(samples);
    double[][][] noise = new double[declared.size()][][];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = draw(declared.get(i), items.length);
    }
    double[] expected;
    try (NDManager manager = parent.newSubManager()) {
      NDList given = new NDList();
      for (int i = 0; i < noise.length; i++) {
        given.add(array(manager, noise[i], declared.get(i).itemShape()));
      }
      expected =
          model
              .logImportanceWeights(
                  Pass.evaluation(manager, DataType.FLOAT64),
                  array(manager, items, model.dataShape()),
                  given)
              .toDoubleArray();
    }
    Errors errors = Errors.relative();
    for (int batch : batchSizes) {
      errors.add(sessions.run("loglik", "log_weights", items, noise, batch), expected);
    }
    return errors.check("log_weights", name, items.length, batchSizes, true);
  }

  private Check means(BundleSessions sessions, String name, double[][] items) {
    double[] expected;
    try (NDManager manager = parent.newSubManager()) {
      expected =
          model
              .encode(
                  Pass.evaluation(manager, DataType.FLOAT64),
                  array(manager, items, model.dataShape()))
              .toDoubleArray();
    }
    Errors errors = Errors.relative();
    for (int batch : batchSizes) {
      errors.add(sessions.run("encode", "z", items, new double[0][][], batch), expected);
    }
    return errors.check("z", name, items.length, batchSizes, true);
  }

  private Check decoded(BundleSessions sessions) {
    Shape latent = new Shape(model.latentDimension());
    double[][] z = draw(NoiseInput.normal("z", latent), image ? IMAGES : TABLE_ROWS);
    // A whole number that one side rounds down and the other does not differs by one.
    boolean continuous = sessions.gives("decode", FlowGraphs.CONTINUOUS);
    double[] expected;
    try (NDManager manager = parent.newSubManager()) {
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray given = array(manager, z, latent);
      NDArray x = continuous ? model.decodeContinuous(pass, given) : model.decode(pass, given);
      expected = x.toType(DataType.FLOAT64, false).toDoubleArray();
    }
    String output = continuous ? FlowGraphs.CONTINUOUS : "x";
    Errors errors = Errors.relative();
    for (int batch : batchSizes) {
      errors.add(sessions.run("decode", output, null, new double[][][] {z}, batch), expected);
    }
    return errors.check("x", "fresh z", z.length, batchSizes, true);
  }

  /** Noise that single precision holds exactly, so that graph and reference get the same. */
  private double[][] draw(NoiseInput input, int count) {
    double[][] drawn = new double[count][Math.toIntExact(input.itemShape().size())];
    for (double[] row : drawn) {
      Arrays.setAll(
          row,
          j ->
              input.distribution() == Distribution.NORMAL
                  ? (float) random.nextGaussian()
                  : random.nextDouble());
    }
    return drawn;
  }

  private static NDArray array(NDManager manager, double[][] rows, Shape item) {
    return manager.create(rows).reshape(new Shape(rows.length).addAll(item));
  }
}
