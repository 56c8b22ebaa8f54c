package org.mollify.experiments.reproduce;

import java.io.IOException;

/** One table or figure of the paper, reproduced by one command. */
public interface Reproduction {

  /**
   * Returns the name on the command line.
   *
   * @return such as {@code table4}
   */
  String name();

  /**
   * Returns one line for listings.
   *
   * @return what is reproduced
   */
  String description();

  /**
   * Returns the folder that the results have below that of several reproductions.
   *
   * @return the same for reproductions that share training runs
   */
  default String folder() {
    return name();
  }

  /**
   * Trains, measures and writes the results. What an earlier, stopped run finished is not done
   * again.
   *
   * @param request what to reproduce and where to
   * @throws IOException if data cannot be read, a result cannot be written, or a training run fails
   * @throws InterruptedException if interrupted; running again goes on from there
   */
  void run(ReproductionRequest request) throws IOException, InterruptedException;
}
