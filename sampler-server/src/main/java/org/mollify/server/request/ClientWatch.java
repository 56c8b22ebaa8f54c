package org.mollify.server.request;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that clients close their connections while they wait for an answer. Jetty reads nothing
 * from a connection of HTTP/1.1 between a request and its answer, and so does not see its end; here
 * a selector of our own looks at the connections of requests that have waited for a while. One that
 * can be read, and holds no byte, has ended. Nothing is read from it.
 *
 * <p>On an encrypted connection the end is announced by bytes, which might be another request, so
 * that it is seen only when the connection breaks.
 */
final class ClientWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

  /** Requests that are answered sooner cost nothing. */
  private static final long PERIOD_MILLIS = 100;

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private Selector selector;
  private boolean troubled;
  private volatile boolean closed;

  ClientWatch() {
    thread = new Thread(this::work, "client-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** The watch over one request, until it is closed. */
  final class Watch implements AutoCloseable {
    private final SocketChannel channel;
    private final Runnable gone;
    private SelectionKey key;
    private boolean aged;

    private Watch(SocketChannel channel, Runnable gone) {
      this.channel = channel;
      this.gone = gone;
    }

    @Override
    public void close() {
      watches.remove(this);
      synchronized (this) {
        if (key != null) {
          key.cancel();
        }
      }
    }
  }

  /**
   * Watches the client of a request.
   *
   * @param ctx the request
   * @param gone what to do, once, when the client closed the connection
   * @return to be closed when the request is answered
   */
  Watch watch(Context ctx, Runnable gone) {
    EndPoint end =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    SocketChannel channel = end instanceof SocketChannelEndPoint plain ? plain.getChannel() : null;
    Watch watch = new Watch(channel, gone);
    if (channel != null && !closed) {
      boolean first = watches.isEmpty();
      watches.add(watch);
      if (first) {
        synchronized (watches) {
          watches.notifyAll();
        }
      }
    }
    return watch;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void work() {
    try (Selector opened = Selector.open()) {
      selector = opened;
      while (!closed) {
        synchronized (watches) {
          while (watches.isEmpty()) {
            watches.wait();
          }
        }
        Thread.sleep(PERIOD_MILLIS);
        lookWhateverComes();
      }
    } catch (InterruptedException e) {
      LOG.debug("connections are not watched any more", e);
    } catch (IOException e) {
      LOG.warn("connections are not watched for clients that go away: {}", e.getMessage());
    }
  }

  /** Nothing that goes wrong at one look keeps from the next; what comes again is told once. */
  private void lookWhateverComes() {
    try {
      look();
      troubled = false;
    } catch (Throwable e) {
      if (!troubled) {
        LOG.warn("connections could not be looked at for clients that went away", e);
      }
      troubled = true;
    }
  }

  /** Looks at every request that was there at the look before. */
  private void look() throws IOException {
    for (Watch watch : watches) {
      if (watch.aged) {
        register(watch);
      }
      watch.aged = true;
    }
    selector.selectNow();
    for (SelectionKey key : selector.selectedKeys()) {
      try {
        lookAt(key);
      } catch (CancelledKeyException e) {
        LOG.trace("a request was answered while its connection was looked at", e);
      } catch (RuntimeException e) {
        LOG.warn("a request whose client went away did not end", e);
      }
    }
    selector.selectedKeys().clear();
  }

  private static void lookAt(SelectionKey key) {
    Watch watch = (Watch) key.attachment();
    if (hasEnded(watch.channel)) {
      watch.close();
      watch.gone.run();
    } else {
      // Another request is on its way already; this one's end can no longer be told from it.
      key.interestOps(0);
    }
  }

  private void register(Watch watch) {
    synchronized (watch) {
      if (watch.key != null || !watches.contains(watch)) {
        return;
      }
      try {
        SelectionKey before = watch.channel.keyFor(selector);
        if (before == null || !before.isValid()) {
          watch.key = watch.channel.register(selector, SelectionKey.OP_READ, watch);
        }
      } catch (CancelledKeyException e) {
        LOG.trace("the key of the request before is still there; the next look registers", e);
      } catch (ClosedChannelException e) {
        watches.remove(watch);
        watch.gone.run();
      }
    }
  }

  private static boolean hasEnded(SocketChannel channel) {
    try {
      return channel.socket().getInputStream().available() == 0;
    } catch (IOException e) {
      return true;
    }
  }
}
