package org.mollify.server.protocol;

import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.server.format.BodyMemory;

/**
 * How much may be read of one request.
 *
 * @param maxValues most elements of one tensor
 * @param maxTexts most elements of one tensor that are text; 0 where the model takes numbers alone
 * @param memory what the tensors are read into
 */
public record ReadLimits(int maxValues, int maxTexts, BodyMemory memory) {

  /**
   * The limits of requests to a model: a text is a cell of a column, so that there are no more of
   * them in a tensor than rows.
   *
   * @param data what the model takes
   * @param maxRows most rows
   * @param maxValues most elements of one tensor
   * @param memory what the tensors are read into
   */
  public static ReadLimits of(
      BundleManifest.Data data, int maxRows, int maxValues, BodyMemory memory) {
    return new ReadLimits(maxValues, data.columns() == null ? 0 : maxRows, memory);
  }
}
