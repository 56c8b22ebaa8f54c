package org.mollify.server.request;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** What a request is told of work that cannot be done. */
final class WorkProblems {
  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private WorkProblems() {}

  /** There is no room for it; {@code how} says how much there is. */
  static ProblemException full(String how) {
    return new ProblemException(
        ProblemType.BUSY,
        "the model has no room for the request (" + how + "); ask again in a second",
        RETRY);
  }

  /** Does something that fails where rows do not fit the model. */
  static <T> T fitting(Supplier<T> check) {
    try {
      return check.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemType.ROWS, e.getMessage());
    }
  }

  /** The result of work, or the problem that its failure is. */
  static <T> T orProblem(T result, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RejectedExecutionException) {
      throw new ProblemException(
          ProblemType.BUSY, "the server is stopping; ask again later", RETRY);
    }
    if (cause instanceof IllegalArgumentException) {
      throw new ProblemException(ProblemType.ROWS, cause.getMessage());
    }
    if (cause != null) {
      throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }
    return result;
  }
}
