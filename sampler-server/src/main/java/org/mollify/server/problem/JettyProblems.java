package org.mollify.server.problem;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.mollify.server.access.RequestTrace;

/**
 * Problem documents for requests that end before they reach a handler: an unreadable request line,
 * headers that are too long, a server that is stopping.
 */
public final class JettyProblems extends ErrorHandler {

  /** Path that Jetty gives to a request whose first line it cannot read. */
  private static final String UNREADABLE = "/badMessage";

  private static final int NOT_IMPLEMENTED = 501;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private final Consumer<HttpFields.Mutable> headers;

  /**
   * Answers in place of Jetty's own error pages.
   *
   * @param headers sets the headers that every answer has
   */
  public JettyProblems(Consumer<HttpFields.Mutable> headers) {
    this.headers = headers;
    setShowStacks(false);
    setShowCauses(false);
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    String path = path(request);
    String id = RequestTrace.of(request).id();
    Problem problem = describe(code, message, path, id);
    response.setStatus(code);
    headers.accept(response.getHeaders());
    response.getHeaders().put(RequestTrace.ID_HEADER, id);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, problem.mediaType());
    if (code == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    response.write(true, ByteBuffer.wrap(problem.body()), callback);
  }

  private static String path(Request request) {
    String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    return UNREADABLE.equals(path) ? null : path;
  }

  private static Problem describe(int code, String message, String path, String id) {
    if (code == 503) {
      return Problem.of(ProblemType.BUSY, "the server is stopping; ask again later", path, id);
    }
    if (code >= 500 && code != NOT_IMPLEMENTED && code != VERSION_NOT_SUPPORTED) {
      return new Problem(
          ProblemType.INTERNAL.urn(),
          ProblemType.INTERNAL.title(),
          code,
          "the server failed",
          path,
          id);
    }
    String detail = message == null || message.isBlank() ? "the request cannot be read" : message;
    ProblemType type =
        switch (code) {
          case 400 -> ProblemType.MALFORMED;
          case 408 -> ProblemType.SLOW;
          case 414, 431 -> ProblemType.HEADERS;
          default -> ProblemType.OTHER;
        };
    return new Problem(type.urn(), type.title(), code, detail, path, id);
  }
}
