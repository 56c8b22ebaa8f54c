package org.mollify.exporter.report;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mollify.models.bijection.LuLinear;

/**
 * Condition numbers of the matrices that a flow inverts: how many times a relative error of a
 * latent may grow on its way back. Single precision holds 7 digits, so beyond {@value
 * #ILL_CONDITIONED} fewer than 3 are left.
 */
final class ConditionNumbers {

  /** Condition number from which on a layer is named as ill-conditioned. */
  static final double ILL_CONDITIONED = 1e4;

  private ConditionNumbers() {}

  /**
   * Finds every invertible linear map of a model.
   *
   * @param model an initialised model
   * @param parent parent of what is computed on the way
   * @return condition numbers by the path of the layer's names, in the order of the layers
   */
  static Map<String, Double> of(Block model, NDManager parent) {
    Map<String, Double> found = new LinkedHashMap<>();
    collect(model, "", parent, found);
    return found;
  }

  private static void collect(
      Block block, String path, NDManager parent, Map<String, Double> found) {
    if (block instanceof LuLinear linear) {
      found.put(path, linear.conditionNumber(parent));
      return;
    }
    block
        .getChildren()
        .forEach(
            child ->
                collect(
                    child.getValue(),
                    path.isEmpty() ? child.getKey() : path + "/" + child.getKey(),
                    parent,
                    found));
  }
}
