package org.mollify.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.metrics.ServerMetrics;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.model.ServingThreads;
import org.mollify.server.problem.JettyProblems;
import org.mollify.server.problem.ProblemAnswers;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.request.RequestTimes;
import org.mollify.server.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. It opens its models, then listens; closing it stops listening, lets requests in
 * flight finish, then closes the models.
 */
public final class MollifyServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MollifyServer.class);

  private final Javalin javalin;
  private final ModelRegistry models;
  private final ModelRequests requests;
  private final ServingThreads threads;
  private final ServerMetrics metrics;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closing;

  private MollifyServer(
      Javalin javalin,
      ModelRegistry models,
      ModelRequests requests,
      ServingThreads threads,
      ServerMetrics metrics) {
    this.javalin = javalin;
    this.models = models;
    this.requests = requests;
    this.threads = threads;
    this.metrics = metrics;
  }

  /**
   * Starts a server.
   *
   * @param config what to serve and where
   * @return the server, listening
   * @throws InvalidConfigException when a value is out of range, two models share a name, or a
   *     bundle is unproven
   * @throws IOException when a bundle cannot be opened or the port is taken
   */
  public static MollifyServer start(ServerConfig config) throws IOException {
    List<String> problems = config.problems();
    if (!problems.isEmpty()) {
      throw new InvalidConfigException("cannot serve", problems);
    }
    return start(config, ServingThreads.of(config.workers()));
  }

  /** Starts a server whose models run on given threads, which are closed with it. */
  static MollifyServer start(ServerConfig config, ServingThreads threads) throws IOException {
    ServerMetrics metrics = new ServerMetrics();
    ModelRegistry models;
    try {
      models = ModelRegistry.open(config, threads, metrics);
    } catch (IOException | RuntimeException e) {
      threads.close();
      metrics.close();
      throw e;
    }
    ModelRequests requests = new ModelRequests(models, config, threads.answers());
    try {
      Javalin javalin =
          Javalin.create(setup -> configure(setup, config, models, requests, metrics));
      javalin.start(config.host(), config.port());
      MollifyServer server = new MollifyServer(javalin, models, requests, threads, metrics);
      LOG.info("serving {} on http://{}:{}", models.names(), config.host(), server.port());
      return server;
    } catch (RuntimeException e) {
      requests.close();
      models.close();
      threads.close();
      metrics.close();
      throw new IOException(whyNotListening(config, e), e);
    }
  }

  /** The port that the server listens on. */
  public int port() {
    return javalin.port();
  }

  /** Names of the models, the default first. */
  public List<String> models() {
    return models.names();
  }

  /** Closes this server when the JVM is asked to end, as by SIGTERM or Ctrl-C. */
  public void closeOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "mollify-stop"));
  }

  /**
   * Waits until the server is closed.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public void awaitClose() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    models.beginStop();
    try {
      javalin.stop();
    } finally {
      requests.close();
      models.close();
      threads.close();
      metrics.close();
      stopped.countDown();
    }
  }

  private static void configure(
      JavalinConfig setup,
      ServerConfig config,
      ModelRegistry models,
      ModelRequests requests,
      ServerMetrics metrics) {
    setup.startup.showJavalinBanner = false;
    setup.startup.showOldJavalinVersionWarning = false;
    setup.jetty.modifyServer(server -> prepare(server, config));
    setup.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    Map<String, Set<String>> methodsByPath = new LinkedHashMap<>();
    for (Route route : Routes.of(config, models, requests, metrics)) {
      methodsByPath
          .computeIfAbsent(route.path(), path -> new TreeSet<>())
          .add(route.method().name());
      setup.routes.addHttpHandler(route.method(), route.path(), route.handler());
    }
    new RequestTimes(metrics).install(setup);
    setup.routes.before(ctx -> ctx.header("X-Content-Type-Options", "nosniff"));
    new ProblemAnswers(methodsByPath).install(setup);
  }

  private static void prepare(Server server, ServerConfig config) {
    // Requests in flight are counted, and waited for when the server stops.
    server.setHandler(new GracefulHandler());
    server.setStopTimeout(config.stopTimeout().toMillis());
    server.setErrorHandler(new JettyProblems());
  }

  private static String whyNotListening(ServerConfig config, RuntimeException e) {
    String address = config.host() + ":" + config.port();
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (e instanceof JavalinBindException && cause instanceof java.net.BindException) {
      String reason = String.valueOf(cause.getMessage());
      if (reason.contains("in use")) {
        return "port "
            + config.port()
            + " on "
            + config.host()
            + " is in use; choose another port or stop the program that has it";
      }
    }
    if (cause instanceof UnresolvedAddressException) {
      return "cannot listen on "
          + address
          + ": no address is known for that host; use 127.0.0.1 for this machine alone, or 0.0.0.0"
          + " for all its addresses";
    }
    return "cannot listen on " + address + ": " + cause.getMessage();
  }
}
