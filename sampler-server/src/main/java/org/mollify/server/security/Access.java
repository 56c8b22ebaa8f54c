package org.mollify.server.security;

import java.util.EnumSet;
import java.util.Set;

/** What a route asks of whoever calls it. */
public enum Access {
  /** Nothing. */
  OPEN,
  /** A key, whatever its scopes. */
  KEY,
  /** A key for samples. */
  SAMPLE(Scope.SAMPLE),
  /** A key for scores. */
  SCORE(Scope.SCORE),
  /** A key for samples and scores: the route serves both. */
  SAMPLE_AND_SCORE(Scope.SAMPLE, Scope.SCORE),
  /** A key for administration. */
  ADMIN(Scope.ADMIN);

  private final Set<Scope> scopes;

  Access(Scope... scopes) {
    this.scopes = EnumSet.noneOf(Scope.class);
    this.scopes.addAll(Set.of(scopes));
  }

  /** Scopes that a key needs to have, all of them. */
  public Set<Scope> scopes() {
    return EnumSet.copyOf(scopes);
  }
}
