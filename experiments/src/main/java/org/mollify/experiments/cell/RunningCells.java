package org.mollify.experiments.cell;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The cells that train now, so that all of them can be told to end. Thread-safe. */
public final class RunningCells {

  private final Set<TrainingCell> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * Waits for the end of a cell. Its process is gone when this returns, however it does.
   *
   * @param cell a cell that was started
   * @throws IOException with the last line of the log, if the process failed or was told to end
   * @throws InterruptedException if interrupted
   */
  public void await(TrainingCell cell) throws IOException, InterruptedException {
    running.add(cell);
    try {
      if (stopped) {
        cell.stop();
      }
      cell.await();
    } finally {
      cell.end();
      running.remove(cell);
    }
  }

  /** Ends the cells that run, and those that are waited for from now on. */
  public void stop() {
    stopped = true;
    running.forEach(TrainingCell::stop);
  }

  /**
   * Returns whether the cells were told to end.
   *
   * @return whether they were
   */
  public boolean isStopped() {
    return stopped;
  }
}
