package org.mollify.trainer;

import ai.djl.engine.Engine;
import com.sun.jna.NativeLibrary;

/**
 * Libtorch's own log, which goes to standard error past Java. Its level is a global variable of the
 * library that only Python's start reads from the environment.
 */
final class EngineLog {

  private static final int ERROR = 2;

  private EngineLog() {}

  /** Leaves out warnings, which DJL's native code raises by a call that libtorch deprecates. */
  static void errorsOnly() {
    Engine.getInstance();
    try {
      NativeLibrary.getInstance("c10")
          .getGlobalVariableAddress("FLAGS_caffe2_log_level")
          .setInt(0, ERROR);
    } catch (UnsatisfiedLinkError e) {
      // A build of libtorch without this variable only says more.
      return;
    }
  }
}
