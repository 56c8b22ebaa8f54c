package org.mollify.server.problem;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Problem documents for requests that end before they reach a handler: an unreadable request line,
 * headers that are too long, a server that is stopping.
 */
public final class JettyProblems extends ErrorHandler {

  /** Answers in place of Jetty's own error pages. */
  public JettyProblems() {
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
    String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    Problem problem = describe(code, message, path);
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, problem.mediaType());
    if (code == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    response.write(true, ByteBuffer.wrap(problem.body()), callback);
  }

  private static Problem describe(int code, String message, String path) {
    if (code == 503) {
      return Problem.of(ProblemType.BUSY, "the server is stopping; ask again later", path);
    }
    if (code >= 500) {
      return new Problem(
          ProblemType.INTERNAL.urn(),
          ProblemType.INTERNAL.title(),
          code,
          "the server failed",
          path);
    }
    String detail = message == null || message.isBlank() ? "the request cannot be read" : message;
    ProblemType type = code == 400 ? ProblemType.MALFORMED : ProblemType.OTHER;
    return new Problem(type.urn(), type.title(), code, detail, path);
  }
}
