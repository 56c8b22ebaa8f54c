package org.mollify.runtime.graph;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import org.mollify.runtime.Provider;

/**
 * Settings shared by the sessions of one model.
 *
 * @param provider where they run
 * @param deviceId number of the GPU
 * @param intraOpThreads threads that share one operator, 0 for ONNX Runtime's own choice
 */
public record SessionSettings(Provider provider, int deviceId, int intraOpThreads) {

  /** The CPU with one thread for each operator. */
  public static final SessionSettings CPU = new SessionSettings(Provider.CPU, 0, 1);

  SessionOptions toOrt() throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setIntraOpNumThreads(intraOpThreads);
      options.setInterOpNumThreads(1);
      // Spinning threads take whole cores from the rest of the program while they wait.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      options.setDeterministicCompute(true);
      if (provider == Provider.CUDA) {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(deviceId)) {
          // TF32 keeps 10 bits of mantissa, far above the tolerance of the proof.
          cuda.add("use_tf32", "0");
          options.addCUDA(cuda);
        }
      }
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }
}
