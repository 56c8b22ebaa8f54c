package org.mollify.trainer.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;

/**
 * Shows training on a console: a bar with throughput and time left on a terminal, and elsewhere a
 * line every ten seconds at most.
 */
public final class TrainingConsole implements TrainingListener {

  private static final long LINE_INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private final PrintStream out;
  private final boolean terminal;
  private ProgressBar bar;
  private long totalSteps;
  private long startSteps;
  private long started;
  private long lastLine;
  private EpochReport latest;

  /**
   * Creates a console.
   *
   * @param out where to print, usually standard error
   * @param terminal whether a person watches it, so that a bar can be redrawn in place
   */
  public TrainingConsole(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void started(long finishedSteps, long total, int rowsPerStep) {
    totalSteps = total;
    startSteps = finishedSteps;
    started = System.nanoTime();
    lastLine = started;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("training")
              .setInitialMax(total)
              .startsFrom(finishedSteps, Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .setUnit(" steps", 1)
              .setUpdateIntervalMillis(250)
              .build();
    }
  }

  @Override
  public void stepped(long step, float loss) {
    if (bar != null) {
      bar.stepTo(step);
    }
  }

  @Override
  public void epochFinished(EpochReport report) {
    latest = report;
    String text = summary(report);
    if (bar != null) {
      bar.setExtraMessage("  " + text);
    } else if (System.nanoTime() - lastLine > LINE_INTERVAL) {
      line(report, text);
    }
  }

  private void line(EpochReport report, String text) {
    double seconds = (System.nanoTime() - started) * 1e-9;
    double perStep = seconds / Math.max(1, report.step() - startSteps);
    out.printf(
        Locale.ROOT,
        "epoch %d, step %d of %d, %s, %.0f rows/s, %s left%n",
        report.epoch(),
        report.step(),
        totalSteps,
        text,
        report.rowsPerSecond(),
        duration(perStep * (totalSteps - report.step())));
    lastLine = System.nanoTime();
  }

  private static String summary(EpochReport report) {
    String skipped = report.skippedSteps() == 0 ? "" : ", skipped " + report.skippedSteps();
    return "loss %s, validation %s%s"
        .formatted(number(report.loss()), number(report.validation()), skipped);
  }

  private static String number(Double value) {
    return value == null ? "not finite" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? "%d h %02d min".formatted(whole / 3600, whole / 60 % 60)
        : "%d min %02d s".formatted(whole / 60, whole % 60);
  }

  @Override
  public void stopped() {
    if (bar != null) {
      bar.close();
    } else if (latest != null) {
      line(latest, summary(latest));
    }
  }
}
