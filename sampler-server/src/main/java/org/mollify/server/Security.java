package org.mollify.server;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.mollify.server.access.RequestTrace;
import org.mollify.server.config.ConfigKey;
import org.mollify.server.config.ConfigSource;
import org.mollify.server.config.FileWatch;
import org.mollify.server.config.LimitsConfig;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.TlsConfig;
import org.mollify.server.connection.Listener;
import org.mollify.server.connection.SecurityHeaders;
import org.mollify.server.connection.Tls;
import org.mollify.server.route.Route;
import org.mollify.server.security.Access;
import org.mollify.server.security.Gate;
import org.mollify.server.security.KeyRing;
import org.mollify.server.security.RouteAccess;
import org.mollify.server.security.TokenBuckets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys, certificate, limits and headers of one server, and the thread that takes new ones while it
 * runs.
 */
final class Security implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Security.class);

  /** What a new configuration changes without a new start. */
  private static final Set<String> LIVE =
      Set.of("accessLog", "limits.requestsPerSecond", "limits.burst");

  private final Gate gate;
  private final TokenBuckets buckets;
  private final Tls tls;
  private final SecurityHeaders headers;
  private final FileWatch files;
  private volatile ServerConfig config;
  private ScheduledExecutorService watcher;

  private Security(ServerConfig config, Gate gate, TokenBuckets buckets, Tls tls, FileWatch files) {
    this.config = config;
    this.gate = gate;
    this.buckets = buckets;
    this.tls = tls;
    this.headers = new SecurityHeaders(config.tls().hsts());
    this.files = files;
  }

  /**
   * Reads keys and certificate.
   *
   * @throws IOException when they cannot be read or used
   */
  static Security open(ServerConfig config, InstantSource clock, LongSupplier nanoTime)
      throws IOException {
    FileWatch files = new FileWatch();
    Supplier<KeyRing> keys = keys(config.security().keyFile(), files);
    Tls tls = config.tls().enabled() ? tls(config.tls(), files) : null;
    boolean loopback = config.isLoopback();
    if (keys == null && !loopback) {
      LOG.warn("everybody who reaches {} may use this server: it has no API keys", config.host());
    } else if (keys != null && tls == null && !loopback) {
      LOG.warn("API keys travel in the clear: set tls, or let only a proxy with TLS reach this");
    }
    TokenBuckets buckets =
        new TokenBuckets(config.limits().requestsPerSecond(), config.limits().burst(), nanoTime);
    return new Security(config, new Gate(keys, loopback, buckets, clock), buckets, tls, files);
  }

  private static Supplier<KeyRing> keys(Path file, FileWatch files) throws IOException {
    if (file == null) {
      return null;
    }
    // Watched before it is read, so that no change falls between the two.
    AtomicReference<KeyRing> keys = new AtomicReference<>();
    files.add("API keys", List.of(file), () -> keys.set(KeyRing.read(file)));
    keys.set(KeyRing.read(file));
    return keys::get;
  }

  private static Tls tls(TlsConfig config, FileWatch files) throws IOException {
    AtomicReference<Tls> tls = new AtomicReference<>();
    files.add("certificate", Tls.files(config), () -> tls.get().reload());
    tls.set(Tls.open(config));
    return tls.get();
  }

  /** Headers of every answer. */
  SecurityHeaders headers() {
    return headers;
  }

  /** Where the server listens. */
  Connector listener(Server server, HttpConfiguration http) {
    return Listener.create(server, http, config, tls, headers);
  }

  /** The handler of a route, behind what the table says that the route asks for. */
  Handler guard(Route route, Supplier<String> defaultModel) {
    Access access = RouteAccess.of(route.method().name(), route.path());
    boolean ofModel = route.path().contains("{name}");
    boolean ofDefault = !ofModel && (access == Access.SAMPLE || access == Access.SCORE);
    return ctx -> {
      String model = ofModel ? ctx.pathParam("name") : ofDefault ? defaultModel.get() : null;
      RequestTrace.of(ctx).matched(route.path(), model);
      gate.admit(ctx, access);
      route.handler().handle(ctx);
    };
  }

  /** Keeps what routes there are from whoever has no key. */
  void guardUnknown(Context ctx) {
    if (RequestTrace.of(ctx).route() == null) {
      gate.admit(ctx, Access.KEY);
    }
  }

  /** Whether requests are logged now. */
  boolean logsAccess() {
    return config.accessLog();
  }

  /** Takes what can be changed while the server runs whenever a file has changed. */
  void follow(Path file, ConfigSource source) {
    files.add("configuration", List.of(file), () -> take(source.load()));
    watch();
  }

  private void take(ServerConfig next) {
    List<String> changed = ConfigKey.differing(config, next);
    List<String> later = changed.stream().filter(key -> !LIVE.contains(key)).toList();
    if (!later.isEmpty()) {
      LOG.warn("changed, and taken when the server is started again: {}", later);
    }
    LimitsConfig limits = next.limits();
    buckets.limit(limits.requestsPerSecond(), limits.burst());
    config =
        config
            .with("accessLog", next.accessLog())
            .with("limits.requestsPerSecond", limits.requestsPerSecond())
            .with("limits.burst", limits.burst());
  }

  /** Begins to look for new keys, certificates and settings. */
  synchronized void watch() {
    if (watcher != null || files.isEmpty()) {
      return;
    }
    watcher =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "mollify-reload");
              thread.setDaemon(true);
              return thread;
            });
    long millis = config.reloadInterval().toMillis();
    watcher.scheduleWithFixedDelay(files::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    if (watcher != null) {
      watcher.shutdownNow();
    }
  }
}
