package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** The web page: files from the class path, and nothing from elsewhere. */
public final class PageRoute {
  private static final String FOLDER = "/org/mollify/server/page/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final byte[] content;
  private final String mediaType;

  /**
   * Loads a file of the page.
   *
   * @param file name of the resource
   * @param mediaType its media type
   */
  public PageRoute(String file, String mediaType) {
    this.mediaType = mediaType;
    try (InputStream in = PageRoute.class.getResourceAsStream(FOLDER + file)) {
      this.content = in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the web page's " + file + " cannot be read", e);
    }
  }

  /** Answers with the file. */
  public void handle(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("Cache-Control", "no-cache");
    ctx.result(content).contentType(mediaType);
  }
}
