package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.mollify.runtime.GenerativeModel;
import org.mollify.server.format.Format;
import org.mollify.server.format.SampleWriter;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.ModelRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes many samples while they are drawn. The thread of the request writes one part as a worker
 * draws the next, so that an answer of any length holds two parts in memory, a slow reader holds no
 * worker, and other requests have their turn between two parts. When the client goes away, the
 * write fails and nothing more is drawn.
 */
final class SampleStream {
  private static final Logger LOG = LoggerFactory.getLogger(SampleStream.class);

  /** Answers that may be written at once; each holds one thread of the web server. */
  private static final int MOST_STREAMS = 64;

  private static final int PART_VALUES = 1 << 16;
  private static final int MOST_PART_ROWS = 1 << 14;

  private static final int RETRY_MILLIS = 20;
  private static final int MOST_RETRIES = 1500;

  private final Semaphore streams = new Semaphore(MOST_STREAMS);

  /** Samples in one part. */
  static int partRows(GenerativeModel model) {
    return Math.max(1, Math.min(MOST_PART_ROWS, PART_VALUES / model.dimensions()));
  }

  /**
   * Answers, and returns when the last sample is written.
   *
   * @param request the request, and the model that draws
   * @param format format of the answer
   * @param head what is said about all samples
   * @throws ProblemException when the first part cannot be drawn; after it the connection is cut
   */
  void answer(ModelRequest request, Format format, SampleWriter.Head head) {
    if (!streams.tryAcquire()) {
      throw new ProblemException(
          ProblemType.BUSY,
          MOST_STREAMS + " long answers are being written; ask again in a second",
          Map.of("Retry-After", "1"));
    }
    try {
      double[][] first = request.await(submit(request, head, 0));
      request.context().contentType(format.mediaType());
      write(request, format, head, first);
    } finally {
      streams.release();
    }
  }

  private static void write(
      ModelRequest request, Format format, SampleWriter.Head head, double[][] first) {
    Outlet outlet = new Outlet(request.context().outputStream());
    try (SampleWriter writer = SampleWriter.open(format, head, outlet)) {
      try {
        double[][] part = first;
        long drawn = part.length;
        while (drawn < head.count()) {
          CompletableFuture<double[][]> next = next(request, head, drawn);
          writer.write(part);
          part = joinPatiently(next, request, head, drawn);
          drawn += part.length;
        }
        writer.write(part);
      } catch (Throwable e) {
        outlet.shut();
        throw e;
      }
    } catch (IOException e) {
      LOG.debug("the client went away before it had all samples", e);
      cut(request.context(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut(request.context(), e);
    } catch (RuntimeException | Error e) {
      LOG.error("samples failed after part of the answer was sent", e);
      cut(request.context(), e);
    }
  }

  private static CompletableFuture<double[][]> submit(
      ModelRequest request, SampleWriter.Head head, long from) {
    int rows = (int) Math.min(partRows(request.model()), head.count() - from);
    return request.sample(from, rows, head.seed(), head.temperature());
  }

  /** The next part, or the refusal of it. */
  private static CompletableFuture<double[][]> next(
      ModelRequest request, SampleWriter.Head head, long from) {
    try {
      return submit(request, head, from);
    } catch (ProblemException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Waits for its turn when the server is busy: what has begun should end. */
  private static double[][] joinPatiently(
      CompletableFuture<double[][]> first, ModelRequest request, SampleWriter.Head head, long from)
      throws InterruptedException {
    CompletableFuture<double[][]> part = first;
    for (int retry = 0; ; retry++) {
      try {
        return request.await(part);
      } catch (ProblemException e) {
        if (e.type() != ProblemType.BUSY || retry == MOST_RETRIES) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      part = next(request, head, from);
    }
  }

  /** Ends the connection, since an orderly end would pass for a whole answer. */
  private static void cut(Context ctx, Throwable reason) {
    ServletContextRequest.getServletContextRequest(ctx.req()).getServletChannel().abort(reason);
  }

  /** The answer's stream, which takes nothing more once it is shut. */
  private static final class Outlet extends OutputStream {
    private final OutputStream out;
    private boolean shut;

    Outlet(OutputStream out) {
      this.out = out;
    }

    void shut() {
      shut = true;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!shut) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      if (!shut) {
        out.flush();
      }
    }

    @Override
    public void close() throws IOException {
      if (!shut) {
        out.close();
      }
    }
  }
}
