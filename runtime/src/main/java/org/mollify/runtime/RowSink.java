package org.mollify.runtime;

import java.io.IOException;

/** Receives rows one after another. */
@FunctionalInterface
public interface RowSink {

  /**
   * Takes the next row.
   *
   * @param row the values of one item in raw units; the receiver may keep the array
   * @throws IOException when the row cannot be passed on
   */
  void accept(double[] row) throws IOException;
}
