package org.mollify.server.security;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an API key is for. */
public enum Scope {
  /** Drawing samples. */
  SAMPLE,
  /** Scoring rows. */
  SCORE,
  /** Changing what the server does. */
  ADMIN;

  /** Name in files and on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Names of all scopes. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Scope::text).toList();
  }
}
