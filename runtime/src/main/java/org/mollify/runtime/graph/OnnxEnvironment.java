package org.mollify.runtime.graph;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The one ONNX Runtime environment of the process.
 *
 * <p>ONNX Runtime 1.29.0 starts a telemetry client while it creates its environment. On Linux, when
 * the command line of the process is several thousand characters long, as a class path of many jars
 * is, that needs more than the 1 MiB of stack that Java threads have by default, and overflowing it
 * ends the process without a message. So the environment is created on a thread with a larger
 * stack, and telemetry is switched off before anything is loaded. Setting {@code
 * ORT_DISABLE_TELEMETRY=1} in the environment of the process keeps the client from starting at all.
 */
public final class OnnxEnvironment {
  private static final long STACK_BYTES = 64L << 20;

  private static OrtEnvironment environment;

  private OnnxEnvironment() {}

  /**
   * The environment, created on first use.
   *
   * @throws IllegalStateException when ONNX Runtime cannot be loaded on this platform
   */
  public static synchronized OrtEnvironment get() {
    if (environment == null) {
      environment = create();
    }
    return environment;
  }

  private static OrtEnvironment create() {
    CompletableFuture<OrtEnvironment> created = new CompletableFuture<>();
    Runnable start =
        () -> {
          try {
            OrtEnvironment fresh = OrtEnvironment.getEnvironment();
            fresh.setTelemetry(false);
            created.complete(fresh);
          } catch (OrtException | RuntimeException | LinkageError e) {
            created.completeExceptionally(e);
          }
        };
    new Thread(null, start, "onnxruntime-start", STACK_BYTES).start();
    try {
      return created.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "ONNX Runtime cannot be loaded on this platform: " + e.getCause().getMessage(), e);
    }
  }
}
