package org.mollify.server.problem;

import java.util.Map;

/** Ends a request with a problem document. */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final transient Map<String, String> headers;

  /**
   * Ends the request.
   *
   * @param type kind of problem
   * @param detail one line: what was expected, what came, what to do
   */
  public ProblemException(ProblemType type, String detail) {
    this(type, detail, Map.of());
  }

  /**
   * Ends the request.
   *
   * @param type kind of problem
   * @param detail one line: what was expected, what came, what to do
   * @param headers headers of the answer
   */
  public ProblemException(ProblemType type, String detail, Map<String, String> headers) {
    super(detail, null, false, false);
    this.type = type;
    this.headers = Map.copyOf(headers);
  }

  /** Kind of problem. */
  public ProblemType type() {
    return type;
  }

  /** Headers of the answer. */
  public Map<String, String> headers() {
    return headers == null ? Map.of() : headers;
  }
}
