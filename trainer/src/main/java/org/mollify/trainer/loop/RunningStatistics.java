package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import java.util.List;

/**
 * Means and variances that batch normalisation gathers on the way forward. They move whether or not
 * the step is taken, and as running averages would keep a batch that is not finite for ever.
 */
final class RunningStatistics {
  private final List<Parameter> parameters;

  RunningStatistics(ParameterList all) {
    parameters =
        all.values().stream()
            .filter(
                parameter ->
                    parameter.getType() == Parameter.Type.RUNNING_MEAN
                        || parameter.getType() == Parameter.Type.RUNNING_VAR)
            .toList();
  }

  /** Copies of them as they are, owned by {@code manager}. */
  NDList copy(NDManager manager) {
    NDList copies = new NDList();
    for (Parameter parameter : parameters) {
      NDArray copy = parameter.getArray().duplicate();
      copy.attach(manager);
      copies.add(copy);
    }
    return copies;
  }

  /** Puts copies back into the memory that they came from. */
  void restore(NDList copies) {
    for (int i = 0; i < copies.size(); i++) {
      parameters.get(i).getArray().set(new NDIndex("..."), copies.get(i));
    }
  }
}
