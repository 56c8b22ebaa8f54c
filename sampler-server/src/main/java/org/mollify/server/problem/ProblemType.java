package org.mollify.server.problem;

/** Kinds of problem, each with its HTTP status, URN and title. */
public enum ProblemType {
  /** The body or the request line cannot be read. */
  MALFORMED(400, "malformed-request", "The request cannot be read"),
  /** A query parameter is unknown or out of range. */
  PARAMETER(400, "bad-parameter", "A parameter is not acceptable"),
  /** The request has no API key, or none that is known. */
  UNAUTHORIZED(401, "unauthorized", "An API key is needed"),
  /** The API key is not for this. */
  FORBIDDEN(403, "forbidden", "The API key is not for this"),
  /** There is no such path. */
  NO_ROUTE(404, "unknown-path", "There is no such path"),
  /** There is no such model. */
  NO_MODEL(404, "unknown-model", "There is no such model"),
  /** The path does not take this method. */
  METHOD(405, "method-not-allowed", "The path does not take this method"),
  /** No format the client accepts is available. */
  NOT_ACCEPTABLE(406, "not-acceptable", "The answer is not available in this format"),
  /** The request did not come in time. */
  SLOW(408, "request-timeout", "The request did not come in time"),
  /** The body or the number of rows is above a limit. */
  TOO_LARGE(413, "too-large", "The request is above a limit"),
  /** The body has a format that is not read. */
  MEDIA_TYPE(415, "unsupported-media-type", "The body has a format that is not read"),
  /** The rows do not fit the model. */
  ROWS(422, "bad-rows", "The rows do not fit the model"),
  /** A bundle is not one that can be served; what was served before still is. */
  BUNDLE(422, "bad-bundle", "The bundle cannot be served"),
  /** The client has sent too many requests. */
  TOO_MANY(429, "too-many-requests", "There are too many requests"),
  /** The headers are above a limit. */
  HEADERS(431, "headers-too-large", "The headers are above a limit"),
  /** The client closed the connection, so that nobody sees this; logs and meters do. */
  CLIENT_GONE(499, "client-gone", "The client went away"),
  /** The server failed. */
  INTERNAL(500, "internal-error", "The server failed"),
  /** The server has too much to do, or is stopping. */
  BUSY(503, "busy", "The server cannot take the request now"),
  /** The answer was not there in time. */
  DEADLINE(504, "deadline", "The answer was not there in time"),
  /** Any other status. */
  OTHER(0, "error", "The request failed");

  private final int status;
  private final String slug;
  private final String title;

  ProblemType(int status, String slug, String title) {
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Identifier of the kind, a URN. */
  public String urn() {
    return "urn:mollify:problem:" + slug;
  }

  /** Short text, the same for every problem of the kind. */
  public String title() {
    return title;
  }
}
