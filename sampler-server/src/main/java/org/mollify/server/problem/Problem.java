package org.mollify.server.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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
  private static final String MEDIA_TYPE = "application/problem+json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Makes the detail {@linkplain DetailLine one line}; without any it is the title. */
  public Problem {
    detail = detail == null ? title : DetailLine.of(detail);
  }

  /** A problem of a kind. */
  public static Problem of(ProblemType type, String detail, String instance, String requestId) {
    return new Problem(type.urn(), type.title(), type.status(), detail, instance, requestId);
  }

  /**
   * The document as the path of the request has it: a problem document, or below {@code /v2} the
   * object {@code {"error": ...}} of the Open Inference Protocol.
   */
  public byte[] body() {
    try {
      return MAPPER.writeValueAsBytes(isInference() ? Map.of("error", detail) : this);
    } catch (JsonProcessingException e) {
      return "{\"status\":500}".getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Media type of {@link #body}. */
  public String mediaType() {
    return isInference() ? "application/json" : MEDIA_TYPE;
  }

  private boolean isInference() {
    return instance != null && (instance.equals("/v2") || instance.startsWith("/v2/"));
  }
}
