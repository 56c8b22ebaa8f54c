package org.mollify.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;

/** Where ONNX Runtime computes. */
public enum Provider {
  /** The processor; part of every build of ONNX Runtime. */
  CPU(OrtProvider.CPU),
  /** An NVIDIA GPU; needs a build with {@code onnxruntime_gpu} (Maven profile {@code cuda}). */
  CUDA(OrtProvider.CUDA);

  private final OrtProvider ort;

  Provider(OrtProvider ort) {
    this.ort = ort;
  }

  /** Whether the ONNX Runtime on the class path was built with this provider. */
  public boolean inThisBuild() {
    return OrtEnvironment.getAvailableProviders().contains(ort);
  }
}
