package org.mollify.models.flow;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.mollify.models.bijection.image.LatentPrior;
import org.mollify.models.network.ZeroConvolution;

/** Density of the latents that leave a scale. */
public enum ScalePrior {
  /** A trained mean and standard deviation for each channel, as in the authors' Glow. */
  @JsonProperty("channel")
  CHANNEL,
  /**
   * A normal whose mean and scale a network reads off what goes on to the next scale; on the last
   * scale, where nothing goes on, that of {@link #CHANNEL}.
   */
  @JsonProperty("conditional")
  CONDITIONAL;

  /**
   * Builds the prior.
   *
   * @param channels number of channels of the latents
   * @param last whether it is that of the last scale
   */
  LatentPrior of(int channels, boolean last) {
    return this == CHANNEL || last
        ? LatentPrior.ofChannels(channels)
        : LatentPrior.conditional(channels, new ZeroConvolution(2 * channels));
  }
}
