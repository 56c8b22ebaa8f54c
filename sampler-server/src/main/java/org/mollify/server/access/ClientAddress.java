package org.mollify.server.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.mollify.server.config.IpNetwork;

/**
 * Who a request is from: the peer of the connection or, where the peer is a trusted proxy, the last
 * address of {@code X-Forwarded-For} that is not a trusted proxy itself. What a client writes into
 * that header stands before it and is not looked at. Some gateways write the port as well, as in
 * {@code 192.0.2.1:5678} and {@code [2001:db8::1]:5678}; it is no part of the address.
 */
public final class ClientAddress {
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}");

  private final List<IpNetwork> trusted;

  /**
   * Finds clients behind these proxies.
   *
   * @param trustedProxies addresses, or networks such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException when one is neither
   */
  public ClientAddress(List<String> trustedProxies) {
    this.trusted = trustedProxies.stream().map(IpNetwork::parse).toList();
  }

  /** Address of the client of a request. */
  public String of(Request request) {
    return of(
        Request.getRemoteAddr(request),
        request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
  }

  String of(String peer, List<String> forwardedFor) {
    String client = peer;
    if (trusted.isEmpty() || !isTrusted(client)) {
      return client;
    }
    List<String> hops = new ArrayList<>();
    for (String field : forwardedFor) {
      hops.addAll(List.of(field.split(",")));
    }
    Collections.reverse(hops);
    for (String hop : hops) {
      if (hop.isBlank()) {
        continue;
      }
      String address = withoutPort(hop.strip());
      if (!IpNetwork.isAddress(address)) {
        return client;
      }
      client = address;
      if (!isTrusted(address)) {
        return client;
      }
    }
    return client;
  }

  /** The address of a hop that may have a port, IPv6 then in brackets; else the hop as it is. */
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      boolean six = end > 0 && hop.lastIndexOf(':', end) > 0;
      boolean alone = end == hop.length() - 1;
      return six && (alone || isPort(hop.substring(end + 1))) ? hop.substring(1, end) : hop;
    }
    int colon = hop.indexOf(':');
    boolean four = colon > 0 && hop.indexOf('.') > 0;
    return four && isPort(hop.substring(colon)) ? hop.substring(0, colon) : hop;
  }

  private static boolean isPort(String text) {
    return PORT.matcher(text).matches();
  }

  private boolean isTrusted(String address) {
    return IpNetwork.isAddress(address)
        && trusted.stream().anyMatch(network -> network.contains(address));
  }
}
