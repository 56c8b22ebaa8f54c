package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.data.TabularDataset;

/** Runs the cells that are not finished, some side by side, and the table after each of them. */
final class CellQueue {

  private final CellRunner runner;
  private final CellStore store;
  private final TableFiles files;
  private final ReproductionRequest request;
  private final Map<CellKey, String> failures = new ConcurrentHashMap<>();
  private int done;

  CellQueue(CellRunner runner, CellStore store, TableFiles files, ReproductionRequest request) {
    this.runner = runner;
    this.store = store;
    this.files = files;
    this.request = request;
  }

  /** Runs them all and returns the messages of those that failed. */
  Map<CellKey, String> run(Map<String, TabularDataset> data, Map<CellKey, JsonNode> settings)
      throws InterruptedException {
    List<CellKey> waiting = settings.keySet().stream().filter(cell -> !store.holds(cell)).toList();
    done = settings.size() - waiting.size();
    request
        .progress()
        .accept(
            "%d cells, %d finished already; %d side by side"
                .formatted(settings.size(), done, request.jobs()));
    Thread stop = new Thread(runner::stop);
    Runtime.getRuntime().addShutdownHook(stop);
    ExecutorService workers = Executors.newFixedThreadPool(request.jobs());
    try {
      waiting.forEach(
          cell ->
              workers.execute(
                  () -> runOne(cell, settings.get(cell), data.get(cell.data()), settings.size())));
      workers.shutdown();
      while (!workers.awaitTermination(1, TimeUnit.HOURS)) {
        continue;
      }
    } finally {
      if (!runner.isStopped()) {
        Runtime.getRuntime().removeShutdownHook(stop);
        runner.stop();
        workers.shutdownNow();
        // After an interruption the children are still ending; the lock is kept until they have.
        workers.awaitTermination(1, TimeUnit.MINUTES);
      }
    }
    return failures;
  }

  private void runOne(CellKey cell, JsonNode settings, TabularDataset data, int cells) {
    if (runner.isStopped()) {
      return;
    }
    try {
      finished(cell, runner.run(cell, settings, data), cells);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // A cell that was told to end has not failed: it is taken up again.
      if (!runner.isStopped()) {
        failures.put(cell, String.valueOf(e.getMessage()));
        request.progress().accept("%s failed: %s".formatted(cell, e.getMessage()));
      }
    }
  }

  private synchronized void finished(CellKey cell, CellResult result, int cells)
      throws IOException {
    done++;
    request
        .progress()
        .accept(
            String.format(
                Locale.ROOT,
                "%s: last %s, best %s (epoch %d), %.0f s; %d of %d cells",
                cell,
                nats(result.last()),
                nats(result.best()),
                result.bestEpoch(),
                result.seconds(),
                done,
                cells));
    files.write();
  }

  private static String nats(Double value) {
    return value == null ? "not finite" : String.format(Locale.ROOT, "%.2f", value);
  }
}
