package org.mollify.server.request;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Reads the body of a request, up to a limit. */
public final class RequestBody {
  private RequestBody() {}

  /**
   * Reads a body.
   *
   * @param ctx the request
   * @param limit most bytes
   * @param advice what to do about a body that is larger
   * @throws ProblemException with status 413 when it is larger
   * @throws IOException when the client stops sending
   */
  public static byte[] read(Context ctx, int limit, String advice) throws IOException {
    if (ctx.req().getContentLengthLong() <= limit) {
      byte[] body = ctx.req().getInputStream().readNBytes(limit + 1);
      if (body.length <= limit) {
        return body;
      }
    }
    // A client that is still sending does not see an answer: take a bounded rest before answering.
    try (InputStream rest = ctx.req().getInputStream()) {
      byte[] chunk = new byte[1 << 16];
      long taken = 0;
      for (int read = rest.read(chunk); read >= 0 && taken <= limit; read = rest.read(chunk)) {
        taken += read;
      }
    }
    throw new ProblemException(
        ProblemType.TOO_LARGE, "the body is larger than " + limit + " bytes; " + advice);
  }
}
