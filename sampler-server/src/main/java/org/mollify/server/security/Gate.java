package org.mollify.server.security;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.mollify.server.access.RequestTrace;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Lets requests in or answers them with 401, 403 or 429, before anything of them is read. Without
 * keys everybody may do everything, but administration is then left to {@link OwnMachine this
 * machine}.
 */
public final class Gate {
  private final Supplier<KeyRing> keys;
  private final boolean loopback;
  private final TokenBuckets buckets;
  private final InstantSource clock;

  /**
   * A gate.
   *
   * @param keys the keys that are valid now; null to ask for none
   * @param loopback whether only this machine reaches the server
   * @param buckets limits of rate, by key or client address
   * @param clock tells which keys have expired
   */
  public Gate(Supplier<KeyRing> keys, boolean loopback, TokenBuckets buckets, InstantSource clock) {
    this.keys = keys;
    this.loopback = loopback;
    this.buckets = buckets;
    this.clock = clock;
  }

  /**
   * Lets a request in.
   *
   * @param ctx the request
   * @param access what its route asks for
   * @throws ProblemException with status 401 without a valid key, 403 when the key is for something
   *     else, 429 when its caller has sent too many
   */
  public void admit(Context ctx, Access access) {
    RequestTrace trace = RequestTrace.of(ctx);
    if (access == Access.OPEN) {
      know(ctx, trace);
      return;
    }
    if (keys == null) {
      slowDown("client " + trace.client());
      requireOwnMachine(ctx, access);
      return;
    }
    Optional<Credentials> credentials = Credentials.of(ctx);
    Optional<ApiKey> key = find(credentials);
    if (key.isEmpty()) {
      slowDown("client " + trace.client());
      throw unauthorized(ctx, credentials.isPresent());
    }
    trace.key(key.get().name());
    slowDown("key " + key.get().name());
    requireScopes(key.get(), access, credentials.get().ambient());
  }

  /** Whoever asks for something open may still be known, and is then told more. */
  private void know(Context ctx, RequestTrace trace) {
    if (keys == null) {
      if (loopback && OwnMachine.objection(ctx).isEmpty()) {
        trace.insider();
      }
    } else {
      find(Credentials.of(ctx))
          .ifPresent(
              key -> {
                trace.key(key.name());
                trace.insider();
              });
    }
  }

  private Optional<ApiKey> find(Optional<Credentials> credentials) {
    return credentials.flatMap(given -> keys.get().find(given.key(), clock.instant()));
  }

  private void slowDown(String caller) {
    Duration wait = buckets.take(caller);
    if (!wait.isZero()) {
      long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
      throw new ProblemException(
          ProblemType.TOO_MANY,
          "there were too many requests from you; ask again in " + seconds + " s",
          Map.of("Retry-After", Long.toString(seconds)));
    }
  }

  private void requireOwnMachine(Context ctx, Access access) {
    if (access != Access.ADMIN) {
      return;
    }
    if (!loopback) {
      throw forbidden("administration needs an API key, and this server has none");
    }
    Optional<String> objection = OwnMachine.objection(ctx);
    if (objection.isPresent()) {
      throw forbidden(
          "without an API key administration is left to this machine, and " + objection.get());
    }
  }

  private static void requireScopes(ApiKey key, Access access, boolean ambient) {
    Set<Scope> needed = access.scopes();
    if (!key.scopes().containsAll(needed)) {
      throw forbidden(
          "key " + key.name() + " is for " + names(key.scopes()) + "; this needs " + names(needed));
    }
    if (ambient && access == Access.ADMIN) {
      throw forbidden(
          "administration needs the key as Authorization: Bearer KEY or X-API-Key: KEY");
    }
  }

  private static ProblemException unauthorized(Context ctx, boolean given) {
    boolean browser =
        String.valueOf(ctx.header("Accept")).contains("text/html")
            || "Basic".regionMatches(true, 0, String.valueOf(ctx.header("Authorization")), 0, 5);
    return new ProblemException(
        ProblemType.UNAUTHORIZED,
        given
            ? "the API key is not known, or has expired"
            : "there is no API key; send it as Authorization: Bearer KEY or X-API-Key: KEY",
        Map.of(
            "WWW-Authenticate",
            browser ? "Basic realm=\"mollify\", charset=\"UTF-8\"" : "Bearer realm=\"mollify\""));
  }

  private static ProblemException forbidden(String detail) {
    return new ProblemException(ProblemType.FORBIDDEN, detail);
  }

  private static String names(Set<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(" and "));
  }
}
