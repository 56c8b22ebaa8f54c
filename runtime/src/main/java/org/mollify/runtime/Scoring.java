package org.mollify.runtime;

import java.util.Arrays;
import org.mollify.runtime.score.LogMeanExp;
import org.mollify.runtime.score.Scores;

/**
 * The scoring of some rows, which may be done in pieces that share runs of the graph with pieces of
 * other scorings of the same model: see {@link JointRuns#runScoring}. A score is the same bit for
 * bit, however it was cut.
 *
 * <p>Not thread-safe by itself. Pieces of different rows may run at the same time; whoever runs
 * pieces on several threads hands the results over, as a lock or a future does.
 */
public final class Scoring {
  private final Scorer scorer;
  private final CheckedRows rows;
  private final int samples;
  private final long seed;
  private final long[] codeBits;
  private final double[] scores;
  private final double[] core;
  private final LogMeanExp[] means;
  private final LogMeanExp[] coreMeans;

  /**
   * A range of rows of a scoring.
   *
   * @param of the scoring
   * @param from number of the first row
   * @param count number of rows, at least 1
   */
  public record Piece(Scoring of, int from, int count) {}

  /**
   * Begins a scoring.
   *
   * @param codeBits lengths of images under a lossless coder, or null; made by the caller, since
   *     the thread that ends a scoring has the runs of others to do
   */
  Scoring(
      Scorer scorer, CheckedRows rows, int samples, long seed, long[] codeBits, boolean withCore) {
    this.scorer = scorer;
    this.rows = rows;
    this.samples = samples;
    this.seed = seed;
    this.codeBits = codeBits;
    this.scores = new double[rows.size()];
    this.core = withCore ? new double[rows.size()] : null;
    boolean joined = samples > 1;
    this.means = joined ? new LogMeanExp[rows.size()] : null;
    this.coreMeans = joined && withCore ? new LogMeanExp[rows.size()] : null;
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /** Runs of the graph that each row takes, one after another. */
  public int passes() {
    return scorer.passes(samples);
  }

  /** Whether pieces of both may share a run. */
  public boolean joins(Scoring other) {
    return scorer == other.scorer && samples == other.samples && seed == other.seed;
  }

  /**
   * The scores, once every row went through all passes.
   *
   * @return one score a row
   */
  public Scores result() {
    return scorer.describe(codeBits, scores, core, samples, seed);
  }

  Scorer scorer() {
    return scorer;
  }

  CheckedRows rows() {
    return rows;
  }

  boolean hasCore() {
    return core != null;
  }

  int samples() {
    return samples;
  }

  long seed() {
    return seed;
  }

  /** Begins rows, anew where a run of them failed between two of its passes. */
  void begin(int from, int count) {
    if (means != null) {
      Arrays.fill(means, from, from + count, null);
    }
    if (coreMeans != null) {
      Arrays.fill(coreMeans, from, from + count, null);
    }
  }

  /** Adds log importance weights of a row, in the order of the importance samples. */
  void addWeights(int row, double[] weights, int offset, int count) {
    if (means == null) {
      scores[row] = ofOne(weights[offset]);
    } else {
      add(means, row, weights, offset, count);
    }
  }

  /** Adds the score of a row in the space of the model's core, one a pass. */
  void addCore(int row, double value) {
    if (means == null) {
      core[row] = ofOne(value);
    } else {
      add(coreMeans, row, new double[] {value}, 0, 1);
    }
  }

  /** Ends a row after its last pass. */
  void finish(int row) {
    if (means == null) {
      return;
    }
    scores[row] = finiteOrLowest(means[row].value());
    means[row] = null;
    if (core != null) {
      core[row] = finiteOrLowest(coreMeans[row].value());
      coreMeans[row] = null;
    }
  }

  private static void add(LogMeanExp[] means, int row, double[] weights, int offset, int count) {
    if (means[row] == null) {
      means[row] = new LogMeanExp();
    }
    for (int i = offset; i < offset + count; i++) {
      means[row].add(weights[i]);
    }
  }

  /** The logarithm of the mean of one weight; adding zero leaves no negative zero behind. */
  private static double ofOne(double weight) {
    return finiteOrLowest(weight + 0.0);
  }

  private static double finiteOrLowest(double value) {
    return Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY;
  }
}
