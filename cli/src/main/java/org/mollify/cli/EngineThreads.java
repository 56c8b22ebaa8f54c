package org.mollify.cli;

/** Sets the engine's thread count, which it reads once when it is loaded. */
final class EngineThreads {

  private static final String INTRA_OP = "ai.djl.pytorch.num_threads";
  private static final String INTER_OP = "ai.djl.pytorch.num_interop_threads";

  private EngineThreads() {}

  static void use(int threads) {
    System.setProperty(INTRA_OP, Integer.toString(threads));
    System.setProperty(INTER_OP, "1");
  }
}
