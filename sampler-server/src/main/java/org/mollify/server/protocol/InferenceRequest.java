package org.mollify.server.protocol;

import java.util.List;

/**
 * An inference request.
 *
 * @param id its identifier, null when it has none
 * @param parameters parameters of the whole request
 * @param inputs the input tensors
 * @param outputs the outputs that are wanted; null for all
 */
public record InferenceRequest(
    String id, InferenceParameters parameters, List<Tensor> inputs, List<Output> outputs) {

  /** Parameter by which every output comes in binary. */
  static final String BINARY_OUTPUT = "binary_data_output";

  /**
   * An output that is wanted.
   *
   * @param name its name
   * @param binary whether in binary; null for what the request says of all
   */
  public record Output(String name, Boolean binary) {}

  /** Whether an output comes in binary. */
  boolean isBinary(String output) {
    boolean all = parameters.flag(BINARY_OUTPUT, false);
    if (outputs == null) {
      return all;
    }
    return outputs.stream()
        .filter(one -> one.name().equals(output) && one.binary() != null)
        .findFirst()
        .map(Output::binary)
        .orElse(all);
  }
}
