package org.mollify.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trained model, opened from a bundle: draws samples and scores rows. Rows are in raw data units,
 * flattened to D values in the order of {@code data.columns}, or of the axes C, H, W for images.
 *
 * <p>Thread-safe. Calls may overlap; each owns its buffers. An answer is a function of the call's
 * arguments alone: sample i of a seed and the score of a row are the same whatever else is computed
 * with them. Closing waits for the runs in flight; later calls throw {@link IllegalStateException}.
 *
 * <p>A bundle whose proof failed ({@link #proven()} is false) opens with a logged warning.
 */
public final class GenerativeModel implements AutoCloseable {
  /** Most numbers that {@link #sample(long, int, long, double)} returns at once, one gibibyte. */
  public static final long MAX_SCALARS = 1L << 27;

  private static final Logger LOG = LoggerFactory.getLogger(GenerativeModel.class);

  private final BundleManifest manifest;
  private final LoadedGraphs graphs;
  private final AnomalyCalibration calibration;
  private final Sampler sampler;
  private final Scorer scorer;
  private final LatentMaps latents;
  private final JointRuns joint;

  private GenerativeModel(BundleManifest manifest, LoadedGraphs graphs) {
    this.manifest = manifest;
    this.graphs = graphs;
    this.calibration =
        manifest.calibration() == null ? null : new AnomalyCalibration(manifest.calibration());
    this.sampler = new Sampler(graphs.role("sample"), dimensions());
    this.scorer = new Scorer(graphs.role("loglik"), manifest, calibration);
    this.joint = new JointRuns(scorer, sampler, manifest);
    this.latents = new LatentMaps(graphs.role("encode"), graphs.role("decode"), manifest);
  }

  /**
   * Opens a bundle on the CPU.
   *
   * @param folder the bundle
   * @return the model, to be closed by the caller
   * @throws IOException when the bundle is missing, altered, of a newer format or unreadable
   */
  public static GenerativeModel open(Path folder) throws IOException {
    return open(folder, RuntimeOptions.defaults());
  }

  /**
   * Opens a bundle: verifies every file, then loads each graph file once.
   *
   * @param folder the bundle
   * @param options how to run it
   * @return the model, to be closed by the caller
   * @throws IOException when the bundle is missing, altered, of a newer format or unreadable, or
   *     the provider is not available and may not fall back to the CPU
   */
  public static GenerativeModel open(Path folder, RuntimeOptions options) throws IOException {
    Bundle bundle = Bundle.open(folder);
    BundleManifest manifest = bundle.manifest();
    LoadedGraphs graphs = LoadedGraphs.load(bundle, options);
    LOG.info("model {} runs on {}", manifest.name(), graphs.provider());
    if (Proof.UNPROVEN.equals(manifest.proof().status())) {
      LOG.warn(
          "model {} is unproven: ONNX Runtime did not reproduce the trained model within the"
              + " tolerance",
          manifest.name());
    }
    try {
      return new GenerativeModel(manifest, graphs);
    } catch (RuntimeException e) {
      graphs.close();
      throw e;
    }
  }

  /**
   * Draws the first n samples of a seed.
   *
   * @param n number of samples, at least 1
   * @param seed any number
   * @return n rows of D values
   */
  public double[][] sample(int n, long seed) {
    return sample(0, n, seed, 1);
  }

  /**
   * Draws the first n samples of a seed.
   *
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0; 1 is the model's own distribution
   * @return n rows of D values
   */
  public double[][] sample(int n, long seed, double temperature) {
    return sample(0, n, seed, temperature);
  }

  /**
   * Draws samples {@code firstIndex} to {@code firstIndex + n} of a seed.
   *
   * @param firstIndex number of the first sample, from 0
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0; 1 is the model's own distribution
   * @return n rows of D values
   * @throws IllegalArgumentException when an argument is out of range, or n rows hold more than
   *     {@link #MAX_SCALARS} numbers
   */
  public double[][] sample(long firstIndex, int n, long seed, double temperature) {
    JointRuns.requireRoom(n, manifest);
    List<double[]> rows = new ArrayList<>(Math.max(n, 0));
    try {
      sampler.sample(firstIndex, n, seed, temperature, rows::add);
    } catch (IOException e) {
      throw new IllegalStateException("a list does not fail to take a row", e);
    }
    return rows.toArray(double[][]::new);
  }

  /**
   * Draws samples one after another, holding one batch in memory.
   *
   * @param firstIndex number of the first sample, from 0
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0
   * @param sink receives the rows in order
   * @throws IOException when the sink does
   * @throws IllegalArgumentException when an argument is out of range
   */
  public void sample(long firstIndex, long n, long seed, double temperature, RowSink sink)
      throws IOException {
    sampler.sample(firstIndex, n, seed, temperature, sink);
  }

  /**
   * Scores rows as the calibration was scored.
   *
   * @param rows rows of D values
   * @return one score a row
   */
  public Scores score(double[][] rows) {
    return score(rows, ScoreOptions.defaults());
  }

  /**
   * Scores rows.
   *
   * @param rows rows of D values: codes in categorical columns, and NaN for a missing value in a
   *     column that has an imputation, which then takes its place
   * @param options importance samples and seed of a lower bound
   * @return one score a row; a score that overflows is -Infinity, marked not finite
   * @throws IllegalArgumentException when a row has the wrong width or a value that is not finite;
   *     the message names row and column
   */
  public Scores score(double[][] rows, ScoreOptions options) {
    return scorer.score(check(rows), options);
  }

  /**
   * Replaces missing values and checks rows, so that they can be scored.
   *
   * @param rows rows of D values, as {@link #score(double[][], ScoreOptions)} takes them
   * @return the rows as the graph takes them
   * @throws IllegalArgumentException when a row has the wrong width or a value that is not finite;
   *     the message names row and column
   */
  public CheckedRows check(double[][] rows) {
    return scorer.check(rows);
  }

  /**
   * Replaces missing values and checks rows that stand one after another in one array, which now
   * belongs to the result.
   *
   * @param values {@code n D} values, row by row
   * @return the rows as the graph takes them
   * @throws IllegalArgumentException when the values are no whole number of rows or one is not
   *     finite; the message names row and column
   */
  public CheckedRows check(double[] values) {
    return scorer.check(values);
  }

  /** Work that shares runs of the graphs with other work, for those who serve many at a time. */
  public JointRuns joint() {
    return joint;
  }

  /**
   * Says what makes rows unlikely: for each column j the gain {@code log((1/M) sum_m p(x with x_j =
   * r_m)) - log p(x)} in nats, with the bundle's reference values r of that column. The column with
   * the largest entry makes the row most unlikely. A row of D columns costs D M scores.
   *
   * @param rows rows of D values
   * @param options importance samples and seed of a lower bound
   * @return one row of D entries each; Infinity where only the row's own score overflowed
   * @throws UnsupportedOperationException when the bundle holds no reference values
   * @throws IllegalArgumentException when a row has the wrong width or a value that is not finite
   */
  public double[][] attribute(double[][] rows, ScoreOptions options) {
    return joint.explained().of(check(rows), options);
  }

  /**
   * Maps rows to latents.
   *
   * @param rows rows of D values
   * @return one row of latents each
   * @throws UnsupportedOperationException when the bundle has no role {@code encode}
   */
  public double[][] encode(double[][] rows) {
    return latents.encode(rows);
  }

  /**
   * Maps latents to rows.
   *
   * @param z rows of latents; those of several noise inputs one after another
   * @return one row of D values each
   * @throws UnsupportedOperationException when the bundle has no role {@code decode}
   */
  public double[][] decode(double[][] z) {
    return latents.decode(z);
  }

  /**
   * Checks latents, so that they can be decoded.
   *
   * @param z rows of latents, as {@link #decode} takes them
   * @throws IllegalArgumentException when a row has the wrong width or a value that is not finite;
   *     the message names row and column
   * @throws UnsupportedOperationException when the bundle has no role {@code decode}
   */
  public void checkLatents(double[][] z) {
    latents.check(z);
  }

  /** Everything the bundle says about the model. */
  public BundleManifest manifest() {
    return manifest;
  }

  /** Where the model runs. */
  public Provider provider() {
    return graphs.provider();
  }

  /** Number D of values in one item. */
  public int dimensions() {
    return Math.toIntExact(manifest.data().dimensions());
  }

  /** Most samples that fit in one array. */
  public int maxSamples() {
    return JointRuns.maxSamples(manifest);
  }

  /** Whether the export was proven to reproduce the trained model. */
  public boolean proven() {
    return Proof.PROVEN.equals(manifest.proof().status());
  }

  /** Percentiles and thresholds, where the bundle holds held-out scores. */
  public Optional<AnomalyCalibration> calibration() {
    return Optional.ofNullable(calibration);
  }

  @Override
  public void close() {
    graphs.close();
  }
}
