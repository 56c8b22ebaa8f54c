package org.mollify.server.model;

import java.util.concurrent.CompletableFuture;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.config.ModelLimits;

/**
 * One version of a model, held for one request: it is not closed before the lease is, whatever else
 * is loaded meanwhile. Whoever takes a lease closes it, once.
 *
 * <p>Work is submitted here. Its futures complete on a thread of the engine, so that what follows
 * has to be handed to other threads; {@link org.mollify.server.request.ModelRequest} does. To
 * cancel a future is to withdraw the work that has not begun.
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

  /**
   * Scores rows.
   *
   * @param rows rows of D values
   * @param options importance samples and seed
   * @throws IllegalArgumentException when a row does not fit the model; the message names it
   * @throws org.mollify.server.problem.ProblemException with status 503 when too much waits
   */
  CompletableFuture<Scores> score(double[][] rows, ScoreOptions options);

  /**
   * Says what makes rows unlikely, see {@link GenerativeModel#attribute}.
   *
   * @param rows rows of D values
   * @param options importance samples and seed
   * @throws IllegalArgumentException when a row does not fit the model; the message names it
   * @throws org.mollify.server.problem.ProblemException with status 503 when too much waits
   */
  CompletableFuture<double[][]> attribute(double[][] rows, ScoreOptions options);

  /**
   * Draws samples {@code firstIndex} to {@code firstIndex + n} of a seed.
   *
   * @param firstIndex number of the first sample, from 0
   * @param n number of samples, at least 1
   * @param seed any number
   * @param temperature factor of the normal noise, above 0
   * @throws org.mollify.server.problem.ProblemException with status 503 when too much waits
   */
  CompletableFuture<double[][]> sample(long firstIndex, int n, long seed, double temperature);

  /**
   * Maps rows to latents, see {@link GenerativeModel#encode}.
   *
   * @param rows rows of D values
   * @throws IllegalArgumentException when a row does not fit the model; the message names it
   * @throws org.mollify.server.problem.ProblemException with status 503 when too much waits
   */
  CompletableFuture<double[][]> encode(double[][] rows);

  /**
   * Maps latents to rows, see {@link GenerativeModel#decode}.
   *
   * @param latents rows of latents
   * @throws IllegalArgumentException when a row does not fit the model; the message names it
   * @throws org.mollify.server.problem.ProblemException with status 503 when too much waits
   */
  CompletableFuture<double[][]> decode(double[][] latents);

  /** Gives the version back. */
  @Override
  void close();
}
