package org.mollify.models.vae;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What follows the decoder's last layer. */
public enum OutputActivation {
  /** Nothing: the decoder's mean takes any value, as mollified data do. */
  @JsonProperty("linear")
  LINEAR,
  /**
   * {@code 2 sigmoid(a) - 1}: the sigmoid with which pythae ends on data in [0, 1], mapped to the
   * model space [-1, 1]. Mollified data leave that range, and the decoder cannot follow them.
   */
  @JsonProperty("sigmoid")
  SIGMOID
}
