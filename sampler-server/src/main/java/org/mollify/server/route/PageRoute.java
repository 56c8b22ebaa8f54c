package org.mollify.server.route;

import static io.javalin.http.HandlerType.GET;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * The web pages: files from the class path, and nothing from elsewhere. Browsers keep them and ask
 * each time whether they are still the same, which costs an answer without a body.
 */
public final class PageRoute {
  private static final String FOLDER = "/org/mollify/server/page/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json");

  /** Files that have paths of their own. */
  private static final Map<String, String> PAGES =
      Map.of(
          "/", "index.html",
          "/docs", "docs.html",
          "/docs.css", "docs.css",
          "/docs.js", "docs.js",
          "/openapi.json", "openapi.json");

  /** What the page of the models is made of, below {@code /page/}. */
  private static final List<String> FILES =
      List.of(
          "anomalies.js",
          "api.js",
          "card.js",
          "columns.js",
          "csv.js",
          "dom.js",
          "drop.js",
          "figures.js",
          "histogram.js",
          "interpolation.js",
          "key.js",
          "main.js",
          "matrix.js",
          "page.css",
          "panels.css",
          "parts.js",
          "pictures.js",
          "rows.js",
          "samples.js",
          "scoring.js",
          "speed.js",
          "tiles.js",
          "verdicts.js");

  private final Map<String, PageFile> files =
      FILES.stream().collect(Collectors.toMap(Function.identity(), PageRoute::read));

  /** The routes. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route(GET, "/page/{file}", this::file));
    PAGES.forEach(
        (path, name) -> {
          PageFile file = read(name);
          routes.add(new Route(GET, path, ctx -> answer(ctx, file)));
        });
    return routes;
  }

  private void file(Context ctx) {
    PageFile file = files.get(ctx.pathParam("file"));
    if (file == null) {
      throw new ProblemException(
          ProblemType.NO_ROUTE, "the page has no file " + ctx.pathParam("file"));
    }
    answer(ctx, file);
  }

  private static void answer(Context ctx, PageFile file) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("Cache-Control", "no-cache");
    ctx.header("ETag", file.tag().toString());
    ctx.res().addHeader("Vary", "Accept-Encoding");
    if (file.tag().isAmong(Collections.list(ctx.req().getHeaders("If-None-Match")))) {
      ctx.status(304);
      return;
    }
    ctx.result(file.content()).contentType(file.mediaType());
  }

  private static PageFile read(String name) {
    String mediaType = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream in = PageRoute.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the web page's " + name + " is not there");
      }
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new PageFile(content, mediaType, EntityTag.of(digest));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the web page's " + name + " cannot be read", e);
    }
  }

  private record PageFile(byte[] content, String mediaType, EntityTag tag) {}
}
