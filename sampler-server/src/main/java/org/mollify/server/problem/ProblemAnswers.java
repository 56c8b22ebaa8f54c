package org.mollify.server.problem;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.mollify.server.NearestName;
import org.mollify.server.access.RequestTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every failure of a handler into a problem document. */
public final class ProblemAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

  private final Map<String, Set<String>> methodsByPath;
  private final Consumer<Context> doorkeeper;

  /**
   * Answers for a server with these routes.
   *
   * @param methodsByPath methods that each path takes, parameters of a path in braces
   * @param doorkeeper refuses, by a {@link ProblemException}, whoever may not know of routes
   */
  public ProblemAnswers(Map<String, Set<String>> methodsByPath, Consumer<Context> doorkeeper) {
    this.methodsByPath = methodsByPath;
    this.doorkeeper = doorkeeper;
  }

  /** Registers the answers. */
  public void install(JavalinConfig config) {
    config.http.prefer405over404 = true;
    config.routes.exception(ProblemException.class, (e, ctx) -> answer(e, ctx));
    config.routes.exception(
        HttpResponseException.class, (e, ctx) -> answer(translate(e, ctx), ctx));
    config.routes.exception(CompletionException.class, (e, ctx) -> answer(cause(e), ctx));
    config.routes.exception(UncheckedIOException.class, (e, ctx) -> answer(cause(e), ctx));
    config.routes.exception(IOException.class, (e, ctx) -> answer(cause(e), ctx));
    // Jetty looks up the character set whenever it is asked for the type of a body.
    config.routes.exception(
        UnsupportedCharsetException.class, (e, ctx) -> answer(charset(e.getCharsetName()), ctx));
    config.routes.exception(
        IllegalCharsetNameException.class, (e, ctx) -> answer(charset(e.getCharsetName()), ctx));
    config.routes.exception(Exception.class, (e, ctx) -> answer(e, ctx));
    config.router.javaLangErrorHandler(
        (response, error) -> {
          Problem problem = Problem.of(ProblemType.INTERNAL, logged(error), null, null);
          response.setStatus(problem.status());
          response.setContentType(problem.mediaType());
          try {
            response.getOutputStream().write(problem.body());
          } catch (IOException e) {
            LOG.debug("the client went away before it was told of an error", e);
          }
        });
  }

  private static void answer(Throwable failure, Context ctx) {
    ProblemException problem =
        failure instanceof ProblemException known
            ? known
            : new ProblemException(ProblemType.INTERNAL, logged(failure));
    problem.headers().forEach(ctx::header);
    Problem document =
        Problem.of(problem.type(), problem.getMessage(), ctx.path(), RequestTrace.of(ctx).id());
    ctx.status(document.status()).result(document.body()).contentType(document.mediaType());
  }

  /** A client that stops sending is no failure of the server. */
  private static Throwable interrupted(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return new ProblemException(
            ProblemType.SLOW, "the request did not come in time; send it again");
      }
      if (cause instanceof EOFException || cause instanceof ClosedChannelException) {
        LOG.debug("the client went away", failure);
        return new ProblemException(ProblemType.MALFORMED, "the request ended early");
      }
    }
    return failure;
  }

  private static ProblemException charset(String name) {
    return new ProblemException(
        ProblemType.MEDIA_TYPE,
        "the header Content-Type has the charset \"" + name + "\", which is none; send UTF-8");
  }

  private ProblemException translate(HttpResponseException e, Context ctx) {
    try {
      doorkeeper.accept(ctx);
    } catch (ProblemException refused) {
      return refused;
    }
    return switch (e.getStatus()) {
      case 404 -> new ProblemException(ProblemType.NO_ROUTE, noRoute(ctx.path()));
      case 405 -> wrongMethod(ctx);
      default -> new ProblemException(ProblemType.MALFORMED, e.getMessage());
    };
  }

  private String noRoute(String path) {
    List<String> known = methodsByPath.keySet().stream().sorted().toList();
    return "there is no "
        + path
        + NearestName.suggestion(path, known)
        + "; known paths: "
        + String.join(", ", known);
  }

  private ProblemException wrongMethod(Context ctx) {
    Set<String> allowed = new TreeSet<>();
    methodsByPath.forEach(
        (pattern, methods) -> {
          // Routes match with and without a slash at their end.
          if (ctx.path().matches(pattern.replaceAll("\\{[^}]*}", "[^/]+") + "/?")) {
            allowed.addAll(methods);
          }
        });
    String names = String.join(", ", allowed);
    return new ProblemException(
        ProblemType.METHOD,
        ctx.path() + " does not take " + ctx.method().name() + "; it takes " + names,
        Map.of("Allow", names));
  }

  private static Throwable cause(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof UncheckedIOException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner instanceof IOException io ? interrupted(io) : inner;
  }

  /** Logs a failure and returns a line that names the log entry and nothing else. */
  static String logged(Throwable failure) {
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("request failed, reference {}", reference, failure);
    return "an unexpected failure; the server's log has it under reference " + reference;
  }
}
