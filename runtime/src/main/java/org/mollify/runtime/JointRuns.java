package org.mollify.runtime;

import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.graph.BatchSize;
import org.mollify.runtime.score.ScoreOptions;

/**
 * Work on a model that is done in pieces, which share runs of its graphs with pieces of other work.
 * What is computed is the same bit for bit as by the calls of {@link GenerativeModel}; when and
 * with what it is run is the caller's to decide.
 *
 * <p>Thread-safe; {@link Scoring} and {@link Sampling} themselves are not.
 */
public final class JointRuns {
  private final Scorer scorer;
  private final Sampler sampler;
  private final BundleManifest manifest;
  private final Attribution attribution;

  JointRuns(Scorer scorer, Sampler sampler, BundleManifest manifest) {
    this.scorer = scorer;
    this.sampler = sampler;
    this.manifest = manifest;
    this.attribution =
        manifest.reference() == null ? null : new Attribution(scorer, manifest.reference());
  }

  /**
   * A scoring that nothing has been done for yet.
   *
   * @param rows rows that this model checked
   * @param options importance samples and seed of a lower bound
   * @return the scoring, to be run in pieces
   */
  public Scoring scoring(CheckedRows rows, ScoreOptions options) {
    return scorer.scoring(rows, options);
  }

  /**
   * Puts pieces of one or several scorings through some of their passes, together. Each row has to
   * go through all passes of its scoring, first to last. When a run fails, rows that were in their
   * first passes may be run again from pass 0.
   *
   * @param pieces pieces of scorings that join each other, at most {@code scoreBatch().most()} rows
   * @param firstPass number of the first pass, from 0
   * @param passes number of passes, at least 1
   */
  public void runScoring(List<Scoring.Piece> pieces, int firstPass, int passes) {
    scorer.run(pieces, firstPass, passes);
  }

  /** How many rows one run of the scoring graph takes. */
  public BatchSize scoreBatch() {
    return scorer.batchSize();
  }

  /**
   * A sampling that nothing has been done for yet.
   *
   * @param firstIndex number of the first sample, from 0
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0
   * @return the sampling, to be run in pieces
   * @throws IllegalArgumentException when an argument is out of range
   */
  public Sampling sampling(long firstIndex, int n, long seed, double temperature) {
    requireRoom(n, manifest);
    return sampler.sampling(firstIndex, n, seed, temperature);
  }

  /**
   * Draws pieces of one or several samplings, together.
   *
   * @param pieces pieces of samplings of this model, at most {@code sampleBatch().most()} samples
   */
  public void runSampling(List<Sampling.Piece> pieces) {
    sampler.run(pieces);
  }

  /** How many samples one run of the sampling graph takes. */
  public BatchSize sampleBatch() {
    return sampler.batchSize();
  }

  /**
   * The rows whose scores explain other rows: each row itself, followed by the row with each of its
   * D columns replaced by each of the M reference values of that column.
   *
   * @param rows n rows that this model checked
   * @return {@code n (1 + D M)} rows
   * @throws UnsupportedOperationException when the bundle holds no reference values
   */
  public CheckedRows attributionRows(CheckedRows rows) {
    return explained().asked(rows);
  }

  /**
   * The attribution of rows, see {@link GenerativeModel#attribute}.
   *
   * @param scores log-likelihoods of their {@link #attributionRows}
   * @return one row of D entries each
   * @throws UnsupportedOperationException when the bundle holds no reference values
   */
  public double[][] attribution(double[] scores) {
    return explained().of(scores);
  }

  Attribution explained() {
    if (attribution == null) {
      throw new UnsupportedOperationException(
          "bundle "
              + manifest.name()
              + " holds no reference values to explain rows with; export it again with this release");
    }
    return attribution;
  }

  /** Most samples that fit in one array. */
  static int maxSamples(BundleManifest manifest) {
    return Math.toIntExact(Math.max(1, GenerativeModel.MAX_SCALARS / manifest.data().dimensions()));
  }

  static void requireRoom(int n, BundleManifest manifest) {
    int most = maxSamples(manifest);
    if (n > most) {
      throw new IllegalArgumentException(
          "n is "
              + n
              + "; at most "
              + most
              + " rows of "
              + manifest.data().dimensions()
              + " values fit in one answer; ask for parts with the first index, or stream them");
    }
  }
}
