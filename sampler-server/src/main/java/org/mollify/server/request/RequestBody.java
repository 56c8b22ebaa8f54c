package org.mollify.server.request;

import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Reads the body of a request, as far as its limit, its deadline and what others read allow. */
final class RequestBody {
  private static final int CHUNK = 1 << 16;

  /** Of a length that is announced so much is believed before it comes. */
  private static final int BELIEVED = 1 << 18;

  private final Context ctx;
  private final int limit;
  private final Deadline deadline;
  private final BodyReaders readers;

  /**
   * The body of a request, not read yet.
   *
   * @param ctx the request
   * @param limit most bytes
   * @param deadline when it has to be there; a client that sends nothing at all is waited for until
   *     its connection has been idle for too long
   * @param readers who reads at a time
   * @throws ProblemException with status 415 when it is compressed
   */
  RequestBody(Context ctx, int limit, Deadline deadline, BodyReaders readers) {
    this.ctx = ctx;
    this.limit = limit;
    this.deadline = deadline;
    this.readers = readers;
    String encoding = ctx.header("Content-Encoding");
    if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
      throw new ProblemException(
          ProblemType.MEDIA_TYPE,
          "the body is encoded as " + encoding + "; send it without Content-Encoding");
    }
  }

  /**
   * Reads all of it.
   *
   * @param share takes the bytes as they come
   * @param advice what to do about a body that is larger than the limit
   * @return its bytes
   * @throws ProblemException with status 413 when it is larger, 408 when it stops coming or is not
   *     there in time, 400 when it ends early or its chunks cannot be read, 503 when there is no
   *     room for it now, or when too many others are being read
   */
  byte[] read(BodyBudget.Share share, String advice) {
    long announced = ctx.req().getContentLengthLong();
    byte[] body = null;
    if (announced <= limit) {
      try (BodyReaders.Turn turn = readers.begin()) {
        body = read(ctx.req().getInputStream(), announced, share);
      } catch (IOException e) {
        throw incomplete(e);
      }
    }
    if (body == null) {
      throw new ProblemException(
          ProblemType.TOO_LARGE, "the body is larger than " + limit + " bytes; " + advice);
    }
    return body;
  }

  /** All of it; null when it was not announced, and is larger than the limit. */
  private byte[] read(InputStream in, long announced, BodyBudget.Share share) throws IOException {
    int most = announced < 0 ? limit : (int) announced;
    int size = Math.min(most, announced < 0 ? CHUNK : BELIEVED);
    share.grow(size);
    byte[] body = new byte[size];
    int at = 0;
    while (at < most) {
      if (at == size) {
        size = (int) Math.min(most, 2L * size);
        share.grow(size);
        body = Arrays.copyOf(body, size);
      }
      int read = in.read(body, at, size - at);
      if (read < 0 && announced < 0) {
        return Arrays.copyOf(body, at);
      }
      if (read < 0) {
        throw new EOFException("the body ends after " + at + " of " + announced + " bytes");
      }
      at += read;
      requireTime();
    }
    return announced < 0 && in.read() >= 0 ? null : body;
  }

  private void requireTime() {
    if (deadline.leftNanos() == 0) {
      throw deadline.slow();
    }
  }

  private ProblemException incomplete(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return new ProblemException(
            ProblemType.SLOW, "the body stopped coming before its end; send it again");
      }
    }
    // Jetty tells a chunk that is none as it tells an end that comes early.
    return new ProblemException(
        ProblemType.MALFORMED,
        ctx.req().getContentLengthLong() < 0
            ? "the chunks of the body cannot be read to their end; expected of each its length in"
                + " hexadecimal digits, its bytes and the line ends, and one of length 0 as the last"
            : "the body ends before its declared length; send it again");
  }
}
