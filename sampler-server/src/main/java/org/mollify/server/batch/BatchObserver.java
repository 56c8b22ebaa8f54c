package org.mollify.server.batch;

/** Is told of every run. */
@FunctionalInterface
public interface BatchObserver {
  /** Is not interested. */
  BatchObserver NONE = (jobs, rows, passes, nanos) -> {};

  /**
   * A run ended.
   *
   * @param jobs number of jobs that shared it
   * @param rows number of rows
   * @param passes number of passes
   * @param nanos how long it took
   */
  void ran(int jobs, int rows, int passes, long nanos);
}
