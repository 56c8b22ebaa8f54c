package org.mollify.server.connection;

import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers methods that HTTP does not have with 501 (RFC 9110, section 9.1). Javalin fails on those
 * that are no upper-case word, and keeps every other for ever.
 */
public final class KnownMethods extends Handler.Wrapper {
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  /**
   * Lets known methods pass.
   *
   * @param handler where they go
   */
  public KnownMethods(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (KNOWN.contains(request.getMethod())) {
      return super.handle(request, response, callback);
    }
    Response.writeError(
        request,
        response,
        callback,
        HttpStatus.NOT_IMPLEMENTED_501,
        "the method is none that is known here; expected GET, HEAD or POST");
    return true;
  }
}
