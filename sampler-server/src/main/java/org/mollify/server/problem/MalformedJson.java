package org.mollify.server.problem;

import com.fasterxml.jackson.core.JsonProcessingException;

/** The problem of a body that is not JSON, told by where it stops being that. */
public final class MalformedJson {
  private MalformedJson() {}

  /**
   * Names line, column and reason.
   *
   * @param e what the parser says
   * @return a problem with status 400
   */
  public static ProblemException of(JsonProcessingException e) {
    return new ProblemException(
        ProblemType.MALFORMED,
        "not well-formed JSON: line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ": "
            + e.getOriginalMessage().lines().findFirst().orElse("unreadable"));
  }
}
