package org.mollify.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.mollify.server.access.AccessLog;
import org.mollify.server.config.ConfigSource;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.connection.KnownCodings;
import org.mollify.server.connection.KnownMethods;
import org.mollify.server.connection.Listener;
import org.mollify.server.connection.UnreadBodies;
import org.mollify.server.metrics.ServerMetrics;
import org.mollify.server.model.ServingThreads;
import org.mollify.server.problem.JettyProblems;
import org.mollify.server.problem.ProblemAnswers;
import org.mollify.server.request.ActiveRequests;
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
  private final Engine engine;
  private final Security security;
  private final List<Route> routes;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closing;

  private MollifyServer(Javalin javalin, Engine engine, Security security, List<Route> routes) {
    this.javalin = javalin;
    this.engine = engine;
    this.security = security;
    this.routes = routes;
  }

  /**
   * Starts a server.
   *
   * @param config what to serve and where
   * @return the server, listening
   * @throws InvalidConfigException when a value is out of range, two models share a name, a bundle
   *     is unproven, or keys or certificate cannot be used
   * @throws IOException when a bundle cannot be opened or the port is taken
   */
  public static MollifyServer start(ServerConfig config) throws IOException {
    return start(config, InstantSource.system(), System::nanoTime);
  }

  /** Starts a server by whose clocks keys expire and limits of rate are kept. */
  static MollifyServer start(ServerConfig config, InstantSource clock, LongSupplier nanoTime)
      throws IOException {
    requireValid(config);
    Security security = Security.open(config, clock, nanoTime);
    return start(config, security, ServingThreads.of(config.workers()));
  }

  /** Starts a server whose models run on given threads, which are closed with it. */
  static MollifyServer start(ServerConfig config, ServingThreads threads) throws IOException {
    requireValid(config);
    Security security = Security.open(config, InstantSource.system(), System::nanoTime);
    return start(config, security, threads);
  }

  private static MollifyServer start(ServerConfig config, Security security, ServingThreads threads)
      throws IOException {
    Engine engine = Engine.start(config, threads);
    try {
      List<Route> routes = Routes.of(config, engine);
      Javalin javalin = Javalin.create(setup -> configure(setup, config, security, routes, engine));
      javalin.start();
      MollifyServer server = new MollifyServer(javalin, engine, security, routes);
      security.watch();
      LOG.info(
          "serving {} on {}://{}:{}",
          server.models(),
          config.tls().enabled() ? "https" : "http",
          config.host(),
          server.port());
      return server;
    } catch (RuntimeException e) {
      engine.close();
      throw new IOException(whyNotListening(config, e), e);
    }
  }

  private static void requireValid(ServerConfig config) throws InvalidConfigException {
    List<String> problems = config.problems();
    if (!problems.isEmpty()) {
      throw new InvalidConfigException("cannot serve", problems);
    }
  }

  /** The port that the server listens on. */
  public int port() {
    return javalin.port();
  }

  /** Names of the models, the default first. */
  public List<String> models() {
    return engine.models().names();
  }

  /**
   * Takes new limits of rate, and switches the access log, whenever a file of settings has changed;
   * other changes are logged, and wait for a new start.
   *
   * @param file the file to look at
   * @param source gives the configuration anew
   */
  public void follow(Path file, ConfigSource source) {
    security.follow(file, source);
  }

  /** Every route. */
  List<Route> routes() {
    return routes;
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
    engine.models().beginStop();
    try {
      security.close();
      stopListening();
    } finally {
      try {
        engine.close();
      } finally {
        stopped.countDown();
      }
    }
  }

  /** Javalin's own way of it throws where requests are cut off. */
  private void stopListening() {
    Server server = javalin.jettyServer().server();
    try {
      server.stop();
    } catch (TimeoutException e) {
      LOG.warn(
          "what was not answered {} s after the server was told to stop was cut off",
          server.getStopTimeout() / 1000.0,
          e.getSuppressed().length == 0 ? null : e);
    } catch (Exception e) {
      LOG.warn("the server stopped in bad order", e);
    }
  }

  private static void configure(
      JavalinConfig setup,
      ServerConfig config,
      Security security,
      List<Route> routes,
      Engine engine) {
    setup.startup.showJavalinBanner = false;
    setup.startup.showOldJavalinVersionWarning = false;
    RequestTimes times = new RequestTimes(engine.metrics());
    setup.jetty.modifyServer(server -> prepare(server, config, security, engine.metrics(), times));
    setup.jetty.addConnector(security::listener);
    Map<String, Set<String>> methodsByPath = new LinkedHashMap<>();
    for (Route route : routes) {
      methodsByPath
          .computeIfAbsent(route.path(), path -> new TreeSet<>())
          .add(route.method().name());
      Handler handler = security.guard(route, engine.models()::defaultName);
      setup.routes.addHttpHandler(route.method(), route.path(), handler);
      if (route.method() == HandlerType.GET) {
        // What Javalin answers by itself would pass the guard by.
        setup.routes.addHttpHandler(HandlerType.HEAD, route.path(), handler);
        methodsByPath.get(route.path()).add(HandlerType.HEAD.name());
      }
    }
    times.install(setup);
    new ProblemAnswers(methodsByPath, security::guardUnknown).install(setup);
  }

  private static void prepare(
      Server server,
      ServerConfig config,
      Security security,
      ServerMetrics metrics,
      RequestTimes times) {
    // Requests in flight are counted, and waited for when the server stops.
    GracefulHandler graceful =
        new GracefulHandler(
            new ActiveRequests(
                new KnownMethods(
                    new KnownCodings(Listener.crossOrigin(config.security().corsOrigins()))),
                metrics));
    server.setHandler(new UnreadBodies(graceful, 2 * config.limits().maxBodySize().bytes()));
    server.setStopTimeout(config.stopTimeout().toMillis());
    server.setErrorHandler(new JettyProblems(security.headers(), times::refused));
    server.setRequestLog(new AccessLog(security::logsAccess));
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
