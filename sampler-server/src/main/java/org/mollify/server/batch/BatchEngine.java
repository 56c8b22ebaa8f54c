package org.mollify.server.batch;

import java.util.List;

/**
 * What computes jobs of one kind. A job has rows that can be computed apart from each other, each
 * in one or more passes, one after another.
 *
 * @param <J> kind of job; it keeps its own results
 */
public interface BatchEngine<J> {

  /** Number of rows of a job, at least 1. */
  int rows(J job);

  /** Passes that each row of a job takes, at least 1. */
  int passes(J job);

  /** Whether pieces of both jobs may share a run. */
  boolean joins(J job, J other);

  /** Most rows of one run, a multiple of {@link #multiple}. */
  int maxRows();

  /** Runs cost as much as the next multiple of this number of rows. */
  int multiple();

  /**
   * Computes pieces of jobs that join each other. Called by several threads at once, never for the
   * same rows.
   *
   * @param pieces the pieces, at most {@link #maxRows} rows together
   * @param firstPass number of the first pass, from 0
   * @param passes number of passes, at least 1
   */
  void run(List<Piece<J>> pieces, int firstPass, int passes);
}
