package org.mollify.models.transform;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A data transform as a value that can be stored: its kind and its constants. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Standardization.Spec.class, name = "standardization"),
  @JsonSubTypes.Type(value = Dequantization.Spec.class, name = "dequantization"),
  @JsonSubTypes.Type(value = PixelScaling.Spec.class, name = "pixel-scaling"),
  @JsonSubTypes.Type(value = LogitPixels.Spec.class, name = "logit-pixels")
})
public interface TransformSpec {

  /**
   * Builds the transform.
   *
   * @return a transform with the constants of this description
   */
  DataTransform build();
}
