package org.mollify.cli;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM and SIGINT (Ctrl-C) as a request to end in good order, with exit code 0. Left to the JVM
 * they end the process with 143 and 130, which supervisors take for a failure. A second signal of
 * the kind ends the process at once.
 */
final class StopSignals {
  private StopSignals() {}

  /**
   * From now on a signal runs a task.
   *
   * @param stop what ends the process in good order
   * @return whether the JVM lets signals be handled; with {@code -Xrs} it does not
   */
  static boolean run(Runnable stop) {
    try {
      for (String name : new String[] {"TERM", "INT"}) {
        Signal signal = new Signal(name);
        Signal.handle(
            signal,
            received -> {
              Signal.handle(received, SignalHandler.SIG_DFL);
              stop.run();
            });
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
