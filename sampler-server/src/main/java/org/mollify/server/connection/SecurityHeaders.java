package org.mollify.server.connection;

import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;

/**
 * Headers of every answer that tell browsers to be careful with it. The page replaces two of them:
 * it has scripts and styles of its own, and may be kept to be asked for anew.
 */
public final class SecurityHeaders implements Consumer<HttpFields.Mutable> {
  private final Duration hsts;

  /**
   * The headers.
   *
   * @param hsts how long browsers shall use HTTPS alone; zero not to say so
   */
  public SecurityHeaders(Duration hsts) {
    this.hsts = hsts;
  }

  @Override
  public void accept(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    if (!hsts.isZero()) {
      headers.put("Strict-Transport-Security", "max-age=" + hsts.toSeconds());
    }
  }
}
