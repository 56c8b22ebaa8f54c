package org.mollify.server.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/**
 * A problem document (RFC 9457, section 3.1).
 *
 * @param type URN of the kind of problem
 * @param title short text of the kind
 * @param status HTTP status
 * @param detail one line: what was expected, what came, what to do
 * @param instance path of the request
 * @param requestId identifier of the request, as in the header {@code X-Request-Id} of the answer
 */
public record Problem(
    String type, String title, int status, String detail, String instance, String requestId) {
  /** Media type of problem documents. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A problem of a kind. */
  public static Problem of(ProblemType type, String detail, String instance, String requestId) {
    return new Problem(type.urn(), type.title(), type.status(), detail, instance, requestId);
  }

  /** The document as JSON. */
  public byte[] json() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      return "{\"status\":500}".getBytes(StandardCharsets.UTF_8);
    }
  }
}
