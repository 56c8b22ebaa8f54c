package org.mollify.server.model;

import java.util.concurrent.CompletableFuture;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.metrics.RejectionReason;

/**
 * One version of a model, held for one request: it is not closed before the lease is, whatever else
 * is loaded meanwhile. Whoever takes a lease closes it, once.
 *
 * <p>Work is submitted here. Its futures complete on the threads for answers, see {@link
 * ServingThreads}. To cancel a future is to withdraw what has not been run of its work.
 */
public interface ModelLease extends AutoCloseable {

  /** Name in URLs. */
  String name();

  /** Version, {@code 1} for a bundle that stands in no folder of versions. */
  String version();

  /** The model, to be asked what it is; its runs go through the methods of the lease. */
  GenerativeModel model();

  /** How much one request may ask for. */
  ModelLimits limits();

  /** Whether rows to score would be taken now. */
  boolean hasRoomToScore();

  /**
   * Scores rows.
   *
   * @param rows rows that the model checked
   * @param options importance samples and seed
   * @throws org.mollify.server.batch.QueueFullException when too much is unanswered
   */
  CompletableFuture<Scores> score(CheckedRows rows, ScoreOptions options);

  /**
   * Says what makes rows unlikely, see {@link GenerativeModel#attribute}.
   *
   * @param rows rows that the model checked
   * @param options importance samples and seed
   * @throws org.mollify.server.batch.QueueFullException when too much is unanswered
   */
  CompletableFuture<double[][]> attribute(CheckedRows rows, ScoreOptions options);

  /**
   * Draws samples {@code firstIndex} to {@code firstIndex + n} of a seed.
   *
   * @param firstIndex number of the first sample, from 0
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0
   * @throws org.mollify.server.batch.QueueFullException when too much is unanswered
   */
  CompletableFuture<double[][]> sample(long firstIndex, int n, long seed, double temperature);

  /**
   * Maps rows to latents, see {@link GenerativeModel#encode}.
   *
   * @param rows rows of D values
   * @throws IllegalArgumentException when a row does not fit the model; the message names it
   * @throws UnsupportedOperationException when the bundle has no role {@code encode}
   * @throws org.mollify.server.batch.QueueFullException when too much is unanswered
   */
  CompletableFuture<double[][]> encode(double[][] rows);

  /**
   * Maps latents to rows, see {@link GenerativeModel#decode}.
   *
   * @param latents rows of latents
   * @throws IllegalArgumentException when a row does not fit the model; the message names it
   * @throws UnsupportedOperationException when the bundle has no role {@code decode}
   * @throws org.mollify.server.batch.QueueFullException when too much is unanswered
   */
  CompletableFuture<double[][]> decode(double[][] latents);

  /** Counts work of the model that was not done. */
  void rejected(RejectionReason reason);

  /** Gives the version back. */
  @Override
  void close();
}
