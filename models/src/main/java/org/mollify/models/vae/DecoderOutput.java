package org.mollify.models.vae;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What follows the decoder's last layer. */
public enum DecoderOutput {
  /** Nothing: the decoder's mean takes any value, as mollified data do. */
  @JsonProperty("linear")
  LINEAR,
  /** A hyperbolic tangent, which keeps the mean in [-1, 1]: the sigmoid of pythae on [0, 1]. */
  @JsonProperty("tanh")
  TANH
}
