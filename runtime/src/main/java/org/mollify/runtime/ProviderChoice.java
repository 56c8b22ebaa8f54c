package org.mollify.runtime;

import org.mollify.runtime.bundle.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which provider to try, from what was asked for and what this build has. */
final class ProviderChoice {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderChoice.class);

  private ProviderChoice() {}

  static Provider choose(RuntimeOptions options) throws BundleException {
    Provider wanted = options.provider();
    if (wanted.inThisBuild()) {
      return wanted;
    }
    String reason =
        "provider "
            + wanted
            + " is not in this build of ONNX Runtime (it comes with Maven profile cuda)";
    if (!options.cpuFallback()) {
      throw new BundleException(reason + "; use the CPU provider or the CUDA build");
    }
    LOG.warn("{}; running on CPU instead", reason);
    return Provider.CPU;
  }
}
