package org.mollify.models;

import com.fasterxml.jackson.databind.JsonNode;
import org.mollify.models.transform.TransformSpec;

/**
 * A model as a value that can be stored: which one, with which options, over which data. Together
 * with a file of weights it is the model.
 *
 * @param formatVersion version of this layout, {@link #FORMAT_VERSION}
 * @param model registry name
 * @param options the model's options, all of them
 * @param data what one raw item looks like
 * @param transform from raw units into model space
 */
public record ModelSpec(
    int formatVersion, String model, JsonNode options, DataSpec data, TransformSpec transform) {

  /** Version of the layout that this release writes and reads. */
  public static final int FORMAT_VERSION = 1;
}
