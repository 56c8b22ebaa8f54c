package org.mollify.server.security;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The key that a request carries: {@code Authorization: Bearer KEY}, {@code X-API-Key: KEY}, or
 * from a browser {@code Authorization: Basic} with the key for a password and any name.
 *
 * @param key the key
 * @param ambient whether a browser adds it by itself, also to requests that another page makes
 */
record Credentials(String key, boolean ambient) {
  static final String HEADER = "X-API-Key";
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  /** The key of a request. */
  static Optional<Credentials> of(Context ctx) {
    String header = ctx.header(HEADER);
    if (header != null) {
      return Optional.of(new Credentials(header.strip(), false));
    }
    String authorization = ctx.header("Authorization");
    if (starts(authorization, BEARER)) {
      return Optional.of(new Credentials(authorization.substring(BEARER.length()).strip(), false));
    }
    return starts(authorization, BASIC)
        ? password(authorization.substring(BASIC.length()).strip())
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "credentials";
  }

  private static boolean starts(String text, String scheme) {
    return text != null && text.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static Optional<Credentials> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(pair.substring(colon + 1), true));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
