package org.mollify.server.route;

import io.javalin.http.Context;
import java.util.Collections;

/** Headers that may come several times. */
final class RequestHeaders {
  private RequestHeaders() {}

  /** The {@code Accept} headers as one (RFC 9110, section 5.3), null when there is none. */
  static String accept(Context ctx) {
    String joined = String.join(", ", Collections.list(ctx.req().getHeaders("Accept")));
    return joined.isBlank() ? null : joined;
  }
}
