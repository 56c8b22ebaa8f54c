package org.mollify.runtime;

/**
 * How a model runs.
 *
 * @param provider where graphs run
 * @param cpuFallback whether to run on the CPU, with a logged warning, when the provider is not
 *     available; without it opening the model fails
 * @param deviceId number of the GPU, from 0; ignored on the CPU
 * @param intraOpThreads threads that share one operator; 0 chooses: one for vector models, whose
 *     operators are too small to share, and all processors for images
 * @param batchRows largest number of rows in one run of a graph; 0 chooses by memory
 * @param processors how many processors there are for a model; 0 counts those that the JVM may use,
 *     of which a container or an affinity may leave fewer than the machine has
 */
public record RuntimeOptions(
    Provider provider,
    boolean cpuFallback,
    int deviceId,
    int intraOpThreads,
    int batchRows,
    int processors) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a number is negative or the provider is missing
   */
  public RuntimeOptions {
    if (provider == null) {
      throw new IllegalArgumentException("provider is missing; expected CPU or CUDA");
    }
    requireNotNegative("deviceId", deviceId);
    requireNotNegative("intraOpThreads", intraOpThreads);
    requireNotNegative("batchRows", batchRows);
    requireNotNegative("processors", processors);
    processors = processors == 0 ? Runtime.getRuntime().availableProcessors() : processors;
  }

  /** The CPU, everything else chosen by the model. */
  public static RuntimeOptions defaults() {
    return new RuntimeOptions(Provider.CPU, false, 0, 0, 0, 0);
  }

  /** These options with another provider. */
  public RuntimeOptions withProvider(Provider value) {
    return new RuntimeOptions(value, cpuFallback, deviceId, intraOpThreads, batchRows, processors);
  }

  /** These options with or without falling back to the CPU. */
  public RuntimeOptions withCpuFallback(boolean value) {
    return new RuntimeOptions(provider, value, deviceId, intraOpThreads, batchRows, processors);
  }

  /** These options on another GPU. */
  public RuntimeOptions withDeviceId(int value) {
    return new RuntimeOptions(provider, cpuFallback, value, intraOpThreads, batchRows, processors);
  }

  /** These options with another number of threads for one operator. */
  public RuntimeOptions withIntraOpThreads(int value) {
    return new RuntimeOptions(provider, cpuFallback, deviceId, value, batchRows, processors);
  }

  /** These options with another largest batch. */
  public RuntimeOptions withBatchRows(int value) {
    return new RuntimeOptions(provider, cpuFallback, deviceId, intraOpThreads, value, processors);
  }

  /** These options with another number of processors for a model. */
  public RuntimeOptions withProcessors(int value) {
    return new RuntimeOptions(provider, cpuFallback, deviceId, intraOpThreads, batchRows, value);
  }

  private static void requireNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + "; expected 0 or more");
    }
  }
}
