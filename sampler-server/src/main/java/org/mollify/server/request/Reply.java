package org.mollify.server.request;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mollify.server.format.Answer;

/**
 * What a request is answered with, status 200.
 *
 * @param body the bytes
 * @param mediaType their media type
 * @param headers further headers
 */
public record Reply(byte[] body, String mediaType, Map<String, String> headers) {

  /** Within the 32 KiB in which Jetty gathers an answer before it sends any of it. */
  private static final int SHORT = 24 << 10;

  /** What is shorter Javalin compresses for nobody. */
  private static final int LEAST_COMPRESSED = 1500;

  private static final Reply WRITTEN = new Reply(null, null, Map.of());

  /** Copies the headers. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** A reply that consists of an encoded answer. */
  public static Reply of(Answer answer) {
    return new Reply(answer.body(), answer.format().mediaType(), Map.of());
  }

  /** The reply of a task that has written its answer itself, part by part. */
  public static Reply written() {
    return WRITTEN;
  }

  /** This reply with one more header. */
  public Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(body, mediaType, more);
  }

  /**
   * Whether writing it only fills a buffer, however slowly the client reads. What compresses, for
   * clients that take that, ends with a write that waits for them.
   */
  boolean isGathered(Context ctx) {
    if (this != WRITTEN && body.length < LEAST_COMPRESSED) {
      return true;
    }
    return !mayBeCompressed(ctx) && (this == WRITTEN || body.length <= SHORT);
  }

  /** Whether a client takes that. */
  static boolean mayBeCompressed(Context ctx) {
    return ctx.header("Accept-Encoding") != null;
  }

  /**
   * Answers with this.
   *
   * @throws UncheckedIOException when the client went away
   */
  void writeTo(Context ctx) {
    if (this == WRITTEN) {
      return;
    }
    headers.forEach(ctx::header);
    ctx.contentType(mediaType);
    if (isGathered(ctx)) {
      gather(ctx.res());
    } else {
      ctx.result(body);
    }
  }

  /** Into a buffer of its size: usual ones are for 32 KiB, and are cleared for each answer. */
  private void gather(HttpServletResponse response) {
    response.setBufferSize(body.length + 1);
    try {
      response.getOutputStream().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
