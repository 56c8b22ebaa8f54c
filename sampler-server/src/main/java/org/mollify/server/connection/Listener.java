package org.mollify.server.connection;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.mollify.server.access.ClientAddress;
import org.mollify.server.access.RequestTrace;
import org.mollify.server.config.LimitsConfig;
import org.mollify.server.config.ServerConfig;

/** Where a server listens, and how long it waits for whom. */
public final class Listener {
  /** Of the inference protocol: where binary tensors begin, in requests and answers. */
  private static final String TENSORS = "Inference-Header-Content-Length";

  /**
   * Bytes that the system may hold of an answer on its way; Linux doubles it. The system tells the
   * server that a client has taken something when a third of that is gone, so a bound keeps those
   * visible who take their time; without one it grows to megabytes. See the page on serving.
   */
  private static final int SEND_BUFFER = 128 << 10;

  private Listener() {}

  /**
   * The one address of a server, with TLS or without, and its limits.
   *
   * @param tls the certificate; null for plain HTTP
   * @param headers headers of every answer
   */
  public static ServerConnector create(
      Server server,
      HttpConfiguration http,
      ServerConfig config,
      Tls tls,
      SecurityHeaders headers) {
    LimitsConfig limits = config.limits();
    ClientAddress clients = new ClientAddress(config.security().trustedProxies());
    http.setSendServerVersion(false);
    // What fits is gathered, and sent when the answer is complete, by whoever finds room for it.
    http.setOutputAggregationSize(http.getOutputBufferSize());
    http.setRequestHeaderSize(limits.maxHeaderSize().intBytes());
    // Those of a connector that does not pool them are made for every request: cheap on the heap.
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    if (tls != null) {
      // There is one certificate, and probes of health ask by address.
      http.addCustomizer(new SecureRequestCustomizer(false));
    }
    http.addCustomizer(
        (request, answer) -> {
          RequestTrace trace = RequestTrace.begin(request, clients.of(request));
          headers.accept(answer);
          answer.put(RequestTrace.ID_HEADER, trace.id());
          return request;
        });
    ServerConnector connector = new MeteredConnector(server, factories(http, tls));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(limits.idleTimeout().toMillis());
    // The watch ends those connections that wait for nothing.
    connector.setShutdownIdleTimeout(-1);
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    connector.addBean(new ConnectionWatch(connector, limits));
    server.addBean(new NetworkConnectionLimit(limits.maxConnections(), connector));
    return connector;
  }

  /**
   * Answers browsers that ask whether pages of other origins may use the server.
   *
   * @param origins the origins that may
   */
  public static Handler.Wrapper crossOrigin(List<String> origins) {
    CrossOriginHandler handler = new CrossOriginHandler();
    handler.setAllowedOriginPatterns(Set.copyOf(origins.stream().map(Pattern::quote).toList()));
    handler.setAllowedMethods(Set.of("GET", "POST"));
    handler.setAllowedHeaders(
        Set.of(
            "Accept",
            "Authorization",
            "Content-Type",
            "X-API-Key",
            TENSORS,
            RequestTrace.ID_HEADER));
    handler.setExposedHeaders(
        Set.of("Mollify-Seed", "Mollify-Imputed", "Retry-After", TENSORS, RequestTrace.ID_HEADER));
    handler.setAllowCredentials(false);
    return handler;
  }

  private static ConnectionFactory[] factories(HttpConfiguration http, Tls tls) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return tls == null
        ? new ConnectionFactory[] {plain}
        : new ConnectionFactory[] {
          new SslConnectionFactory(tls.factory(), HttpVersion.HTTP_1_1.asString()), plain
        };
  }

  /**
   * A connector whose connections share no buffers: Jetty 12.1 at times gives one back twice after
   * a malformed request, and what it held then stands before the answer of another connection.
   */
  private static final class MeteredConnector extends ServerConnector {
    MeteredConnector(Server server, ConnectionFactory... factories) {
      super(server, null, null, new ByteBufferPool.NonPooling(), -1, -1, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key) {
      MeteredEndPoint endPoint = new MeteredEndPoint(channel, selector, key, getScheduler());
      endPoint.setIdleTimeout(getIdleTimeout());
      return endPoint;
    }
  }
}
