package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;

/** A computation to be traced: any code on DJL arrays, usually the forward pass of a block. */
@FunctionalInterface
public interface Traceable {

  /**
   * Runs the computation once.
   *
   * @param context the traced inputs and the model's parameters as constants
   * @return output arrays by name, in the order the graph shall have
   */
  LinkedHashMap<String, NDArray> run(TracingContext context);
}
