package org.mollify.server.request;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Reads the body of a request, as far as the limit allows. */
public final class RequestBody {
  private static final int CHUNK = 1 << 16;

  private RequestBody() {}

  /**
   * Reads the whole body.
   *
   * @param ctx the request
   * @param limit most bytes
   * @param advice what to do about a body that is larger
   * @return its bytes
   * @throws ProblemException with status 413 when it is larger, 415 when it is compressed, 408 when
   *     it stops coming, 400 when it ends early
   */
  public static byte[] read(Context ctx, int limit, String advice) {
    HttpServletRequest request = ctx.req();
    String encoding = ctx.header("Content-Encoding");
    if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
      throw new ProblemException(
          ProblemType.MEDIA_TYPE,
          "the body is encoded as " + encoding + "; send it without Content-Encoding");
    }
    try (InputStream in = request.getInputStream()) {
      if (request.getContentLengthLong() <= limit) {
        byte[] body = in.readNBytes(limit + 1);
        if (body.length <= limit) {
          return body;
        }
      }
      // A client that is still sending does not see an answer: take a bounded rest before it.
      byte[] chunk = new byte[CHUNK];
      long taken = 0;
      for (int read = in.read(chunk); read >= 0 && taken <= limit; read = in.read(chunk)) {
        taken += read;
      }
    } catch (IOException e) {
      throw incomplete(e);
    }
    throw new ProblemException(
        ProblemType.TOO_LARGE, "the body is larger than " + limit + " bytes; " + advice);
  }

  private static ProblemException incomplete(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return new ProblemException(
            ProblemType.SLOW, "the body stopped coming before its end; send it again");
      }
    }
    return new ProblemException(
        ProblemType.MALFORMED, "the body ends before its declared length; send it again");
  }
}
