package org.mollify.trainer;

import ai.djl.engine.Engine;
import org.mollify.trainer.config.TrainingConfig;

/**
 * What a run was trained with.
 *
 * @param mollify version of Mollify
 * @param revision git revision of the build, or {@code unknown}
 * @param java version of the Java runtime
 * @param os operating system and architecture
 * @param engine deep-learning engine and its version
 * @param device device of the training
 * @param threads engine threads on the CPU
 */
record TrainingEnvironment(
    String mollify,
    String revision,
    String java,
    String os,
    String engine,
    String device,
    int threads) {

  static TrainingEnvironment current(TrainingConfig config) {
    Engine engine = Engine.getInstance();
    BuildInfo build = BuildInfo.load();
    return new TrainingEnvironment(
        build.version(),
        build.revision(),
        System.getProperty("java.version"),
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
        "%s %s".formatted(engine.getEngineName(), engine.getVersion()),
        Devices.choose(config.device()).toString(),
        config.threads());
  }
}
