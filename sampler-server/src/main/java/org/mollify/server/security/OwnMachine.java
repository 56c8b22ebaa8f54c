package org.mollify.server.security;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mollify.server.access.RequestTrace;
import org.mollify.server.config.IpNetwork;

/**
 * Whether a request was made on this machine, by someone who meant this server. That the connection
 * comes from here is not enough: a proxy on this machine passes on what comes from elsewhere, and a
 * browser on this machine asks for pages that others wrote, under any name that leads here.
 */
final class OwnMachine {
  private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(:\\d*)?");
  private static final IpNetwork LOOPBACK = IpNetwork.parse("127.0.0.0/8");
  private static final IpNetwork LOOPBACK_6 = IpNetwork.parse("::1");

  private OwnMachine() {}

  /** What tells of elsewhere; empty for a request of this machine. */
  static Optional<String> objection(Context ctx) {
    for (String header : new String[] {"X-Forwarded-For", "Forwarded"}) {
      if (ctx.header(header) != null) {
        return Optional.of("a proxy passed the request on (" + header + ")");
      }
    }
    if (!isLoopback(RequestTrace.of(ctx).client())) {
      return Optional.of("the request came from another");
    }
    String host = ctx.header("Host");
    if (host == null || !leadsHere(host)) {
      return Optional.of("the header Host is neither localhost nor a loopback address");
    }
    // A page elsewhere, open in a browser on this machine, reaches loopback, too.
    String site = ctx.header("Sec-Fetch-Site");
    return site == null || site.equals("same-origin") || site.equals("none")
        ? Optional.empty()
        : Optional.of("a page of another site asked for it");
  }

  /** Names other than that of this machine lead wherever their owner says, and here as well. */
  private static boolean leadsHere(String host) {
    Matcher parts = HOST.matcher(host.strip());
    if (!parts.matches()) {
      return false;
    }
    String name = parts.group(1).toLowerCase(Locale.ROOT);
    return name.equals("localhost") || isLoopback(name);
  }

  private static boolean isLoopback(String address) {
    return IpNetwork.isAddress(address)
        && (LOOPBACK.contains(address) || LOOPBACK_6.contains(address));
  }
}
