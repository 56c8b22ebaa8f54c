package org.mollify.models.vae;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Variance of the decoder's normal distribution, in model space. */
public enum DecoderVariance {
  /** 1, as in the paper. */
  @JsonProperty("fixed")
  FIXED,
  /** One number for all values of all items, learned. */
  @JsonProperty("learned")
  LEARNED
}
