package org.mollify.models.network;

import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;

/** Parameters that start at zero whatever initialises the layers around them. */
final class ZeroParameter {
  private ZeroParameter() {}

  /** Not of type WEIGHT or BIAS, which initialisers of whole models overwrite. */
  static Parameter named(String name) {
    return Parameter.builder()
        .setName(name)
        .setType(Parameter.Type.OTHER)
        .optInitializer(Initializer.ZEROS)
        .build();
  }
}
