package org.mollify.server.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** The problem of a body that is not JSON, told by where it stops being that. */
public final class MalformedJson {

  /** What the parser says to programmers: its own options and sources. */
  private static final Pattern ASIDES =
      Pattern.compile("Source: [^;\\]]*; |, from `[^`]*`|: enable `[^`]*` to allow");

  private MalformedJson() {}

  /**
   * Names line, column and reason.
   *
   * @param e what the parser says
   * @return a problem with status 400
   */
  public static ProblemException of(JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return new ProblemException(
        ProblemType.MALFORMED,
        "not well-formed JSON: "
            + (place == null
                ? ""
                : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ")
            + ASIDES.matcher(reason).replaceAll(""));
  }
}
