package org.mollify.server.connection;

import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers bodies in transfer codings other than {@code chunked} with 501 (RFC 9112, section 6.1).
 * Jetty undoes the chunks alone, and what is compressed within would pass for the body.
 */
public final class KnownCodings extends Handler.Wrapper {

  /**
   * Lets chunked bodies pass, and those of a known length.
   *
   * @param handler where they go
   */
  public KnownCodings(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
    if (codings.stream().allMatch(coding -> coding.strip().equalsIgnoreCase("chunked"))) {
      return super.handle(request, response, callback);
    }
    Response.writeError(
        request,
        response,
        callback,
        HttpStatus.NOT_IMPLEMENTED_501,
        "the body comes in a transfer coding that is not undone here; expected Transfer-Encoding:"
            + " chunked alone, or Content-Length");
    return true;
  }
}
