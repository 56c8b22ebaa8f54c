package org.mollify.server;

import java.io.IOException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.metrics.ServerMetrics;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.model.ServingThreads;
import org.mollify.server.request.ModelRequests;

/**
 * What answers requests behind the routes.
 *
 * @param models the models
 * @param requests the way of requests to them
 * @param metrics what is counted
 * @param threads what models run on
 */
record Engine(
    ModelRegistry models, ModelRequests requests, ServerMetrics metrics, ServingThreads threads)
    implements AutoCloseable {

  /**
   * Opens the models.
   *
   * @param threads what models run on, closed with the engine, also when it does not start
   */
  static Engine start(ServerConfig config, ServingThreads threads) throws IOException {
    ServerMetrics metrics = new ServerMetrics();
    try {
      ModelRegistry models = ModelRegistry.open(config, threads, metrics);
      ModelRequests requests = new ModelRequests(models, config, threads.writers());
      return new Engine(models, requests, metrics, threads);
    } catch (IOException | RuntimeException e) {
      threads.close();
      metrics.close();
      throw e;
    }
  }

  /** Lets what was begun end, and closes the models. */
  @Override
  public void close() {
    requests.close();
    models.close();
    threads.close();
    metrics.close();
  }
}
