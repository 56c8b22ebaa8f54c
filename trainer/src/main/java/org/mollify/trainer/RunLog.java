package org.mollify.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;
import org.mollify.trainer.progress.CurvesPlot;
import org.mollify.trainer.progress.MetricsLog;

/** Keeps the metrics and the curves of a run while it is watched. */
final class RunLog implements AutoCloseable {

  private static final long PLOT_INTERVAL = TimeUnit.SECONDS.toNanos(30);

  private final Path folder;
  private MetricsLog metrics;
  private long plotted;

  RunLog(Path folder) {
    this.folder = folder;
  }

  /** Opens the log, without the epochs that will be trained again. */
  void open(int finishedEpochs) throws IOException {
    metrics = MetricsLog.open(folder, finishedEpochs);
    plotted = System.nanoTime();
  }

  /** Returns a listener that writes each epoch down before another listener sees it. */
  TrainingListener beside(TrainingListener other) {
    return new TrainingListener() {
      @Override
      public void started(long finishedSteps, long totalSteps, int rowsPerStep) {
        other.started(finishedSteps, totalSteps, rowsPerStep);
      }

      @Override
      public void stepped(long step, float loss) {
        other.stepped(step, loss);
      }

      @Override
      public void epochFinished(EpochReport report) {
        append(report);
        other.epochFinished(report);
      }

      @Override
      public void weights(int epoch, long step, DensityModel model) {
        other.weights(epoch, step, model);
      }

      @Override
      public void stopped() {
        other.stopped();
      }
    };
  }

  private void append(EpochReport report) {
    try {
      metrics.append(report);
      // Drawing costs as much as a short epoch, so not every one is drawn.
      if (System.nanoTime() - plotted > PLOT_INTERVAL) {
        plot();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void plot() throws IOException {
    if (!metrics.reports().isEmpty()) {
      CurvesPlot.write(folder, metrics.reports());
    }
    plotted = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    if (metrics != null) {
      try (MetricsLog closing = metrics) {
        plot();
      }
    }
  }
}
