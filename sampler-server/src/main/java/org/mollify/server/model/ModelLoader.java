package org.mollify.server.model;

import java.io.IOException;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.RuntimeOptions;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.metrics.ServerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens bundles so that they can take requests at once: every file is verified, the proof is looked
 * at, and both graphs have run.
 */
final class ModelLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
  private static final int WARM_UP_ROWS = 16;

  private final ServerConfig config;
  private final RuntimeOptions options;
  private final ServingThreads threads;
  private final ServerMetrics metrics;

  ModelLoader(ServerConfig config, ServingThreads threads, ServerMetrics metrics) {
    this.config = config;
    this.threads = threads;
    this.metrics = metrics;
    this.options =
        RuntimeOptions.defaults()
            .withProvider(config.provider())
            .withCpuFallback(config.cpuFallback())
            .withBatchRows(config.serving().batchRows())
            .withProcessors(threads.count());
  }

  /**
   * Opens a bundle.
   *
   * @param name name of the model; null for the bundle's own
   * @param candidate the bundle
   * @return the model, ready for requests
   * @throws IOException when the bundle is missing, altered, unproven where that is not allowed, or
   *     does not run
   */
  ServedModel load(String name, Candidate candidate) throws IOException {
    boolean success = false;
    String known = name == null ? String.valueOf(candidate.folder().getFileName()) : name;
    try {
      GenerativeModel model = GenerativeModel.open(candidate.folder(), options);
      known = name == null ? model.manifest().name() : name;
      try {
        requireProven(model, candidate);
        warmUp(model);
        ServedModel served = serve(known, candidate, model);
        success = true;
        return served;
      } finally {
        if (!success) {
          model.close();
        }
      }
    } finally {
      metrics.loaded(known, success);
    }
  }

  private ServedModel serve(String name, Candidate candidate, GenerativeModel model) {
    return new ServedModel(
        name,
        candidate.version(),
        model,
        config.limits(name),
        config.serving().batchTime(),
        threads,
        metrics.model(name, candidate.version(), model.manifest()));
  }

  private void requireProven(GenerativeModel model, Candidate candidate)
      throws InvalidConfigException {
    if (!model.proven() && !config.allowUnproven()) {
      throw new InvalidConfigException(
          "cannot serve",
          java.util.List.of(
              "bundle "
                  + candidate.folder()
                  + " is unproven: its export did not reproduce the trained model; export it again,"
                  + " or allow unproven bundles"));
    }
  }

  /**
   * The first run of a graph takes memory and chooses kernels, which no request should wait for.
   */
  private static void warmUp(GenerativeModel model) {
    double[][] rows = model.sample(WARM_UP_ROWS, 0);
    boolean image = "image".equals(model.manifest().data().kind());
    for (double[] row : rows) {
      for (int i = 0; image && i < row.length; i++) {
        row[i] = Math.min(255, Math.max(0, Math.rint(row[i])));
      }
    }
    try {
      model.score(rows);
    } catch (IllegalArgumentException e) {
      LOG.debug("samples of {} cannot be scored: {}", model.manifest().name(), e.getMessage());
    }
  }
}
