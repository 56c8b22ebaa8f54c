package org.mollify.server.problem;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
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
  private final ObjIntConsumer<Request> answered;

  /**
   * Answers in place of Jetty's own error pages.
   *
   * @param headers sets the headers that every answer has
   * @param answered takes each request that is answered here, with its status
   */
  public JettyProblems(Consumer<HttpFields.Mutable> headers, ObjIntConsumer<Request> answered) {
    this.headers = headers;
    this.answered = answered;
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
    answered.accept(request, code);
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
    ProblemType type =
        switch (code) {
          case 400 -> ProblemType.MALFORMED;
          case 408 -> ProblemType.SLOW;
          case 414, 431 -> ProblemType.HEADERS;
          default -> ProblemType.OTHER;
        };
    String reason = message == null || message.isBlank() ? "unreadable" : message.strip();
    String detail = DetailLine.of(detail(code, reason));
    return new Problem(type.urn(), type.title(), code, detail, path, id);
  }

  /** What was expected and what to do, where Jetty names only what came. */
  private static String detail(int code, String reason) {
    return switch (code) {
      case 400 -> malformed(reason);
      case 408 -> "the request did not come in time; send it again";
      case 414 ->
          "the request line is longer than the server takes (limits.maxHeaderSize); send a shorter"
              + " path and query";
      case 417 -> "the header Expect asks for what is not known here; expected 100-continue";
      case 431 ->
          "the headers are longer than the server takes (limits.maxHeaderSize); send fewer or"
              + " shorter ones";
      case VERSION_NOT_SUPPORTED -> "this version of HTTP is not spoken here; send HTTP/1.1";
      default -> reason;
    };
  }

  private static String malformed(String reason) {
    return switch (reason) {
      case "No Host" -> "there is no header Host; HTTP/1.1 expects one, such as Host: localhost";
      case "Authority!=Host" ->
          "the request line and the header Host name different hosts; send a path alone, or the"
              + " same host in both";
      default ->
          "the request is not well-formed HTTP/1.1"
              + (reason.equals("Bad Request") ? "" : " (" + reason + ")")
              + "; check the request line, the headers, and how the length of the body is told";
    };
  }
}
