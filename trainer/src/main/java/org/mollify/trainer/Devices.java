package org.mollify.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Chooses where to train. */
final class Devices {

  private Devices() {}

  /**
   * Finds the device of a configuration.
   *
   * @param name {@code auto} for the first GPU if there is one, {@code cpu} or {@code gpu}
   * @return the device
   * @throws IllegalArgumentException if a GPU is asked for and none is usable
   */
  static Device choose(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    if (Engine.getInstance().getGpuCount() > 0) {
      return Device.gpu(0);
    }
    if (name.equals("gpu")) {
      throw new IllegalArgumentException(
          "--device gpu: the engine sees no GPU; build with -Pcuda and check the driver with"
              + " mollify doctor, or train with --device cpu");
    }
    return Device.cpu();
  }
}
