package org.mollify.server.access;

import io.javalin.http.Context;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * What becomes known of a request on its way: its identifier and client at once, the rest as it is
 * found out. Belongs to one request; written by the thread that handles it, read when it is done.
 */
public final class RequestTrace {
  /** Header of the identifier, of requests and answers. */
  public static final String ID_HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = RequestTrace.class.getName();

  /** Tells the requests of this process from those of others; drawn once, for all of them. */
  private static final UUID PROCESS = UUID.randomUUID();

  /** Counts in steps of the golden ratio, from a random start. */
  private static final AtomicLong COUNT = new AtomicLong(PROCESS.getLeastSignificantBits());

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final String id;
  private final String client;
  private volatile String key;
  private volatile boolean insider;
  private volatile String route;
  private volatile String model;
  private volatile long answered;

  private RequestTrace(String id, String client) {
    this.id = id;
    this.client = client;
  }

  /**
   * Begins the trace of a request. It has the identifier that it came with, if that is letters,
   * digits, dots, dashes and underscores, at most 128; one that no other request has otherwise.
   *
   * @param client address of the client
   */
  public static RequestTrace begin(Request request, String client) {
    String given = request.getHeaders().get(ID_HEADER);
    boolean wellFormed = given != null && WELL_FORMED.matcher(given).matches();
    RequestTrace trace = new RequestTrace(wellFormed ? given : unique(), client);
    request.setAttribute(ATTRIBUTE, trace);
    return trace;
  }

  /**
   * An identifier that no other request has, and that does not show how many there were at a
   * glance: a counter under a bijection (finalizer of SplitMix64, Steele and others 2014), which
   * costs less than drawing it.
   */
  private static String unique() {
    long z = COUNT.addAndGet(GOLDEN);
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return new UUID(PROCESS.getMostSignificantBits(), z ^ z >>> 31).toString();
  }

  /** The trace of a request; begun here for one that could not be read. */
  public static RequestTrace of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof RequestTrace trace
        ? trace
        : begin(request, Request.getRemoteAddr(request));
  }

  /** The trace of a request. */
  public static RequestTrace of(Context ctx) {
    return (RequestTrace) ctx.req().getAttribute(ATTRIBUTE);
  }

  /** Notes that the answer is there, though the request goes on. */
  public void answered() {
    this.answered = System.nanoTime();
  }

  /** When the answer was there, as {@link System#nanoTime} has it; now where nobody noted it. */
  long answeredNanos() {
    return answered == 0 ? System.nanoTime() : answered;
  }

  /** Identifier of the request. */
  public String id() {
    return id;
  }

  /** Address of the client. */
  public String client() {
    return client;
  }

  /** Name of the API key; null while there is none. */
  public String key() {
    return key;
  }

  /** Notes the name of the API key. */
  public void key(String name) {
    this.key = name;
  }

  /** Whether the caller may see how things are inside the server, such as paths of files. */
  public boolean isInsider() {
    return insider;
  }

  /** Notes that the caller may. */
  public void insider() {
    this.insider = true;
  }

  /** Path of the route with parameters in braces; null while none has matched. */
  public String route() {
    return route;
  }

  /** Name of the model asked for; null where there is none. */
  public String model() {
    return model;
  }

  /** Notes the route that matched and the model that it is about. */
  public void matched(String route, String model) {
    this.route = route;
    this.model = model;
  }
}
