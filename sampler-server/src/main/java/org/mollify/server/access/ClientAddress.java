package org.mollify.server.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.mollify.server.config.IpNetwork;

/**
 * Who a request is from: the peer of the connection or, where the peer is a trusted proxy, the last
 * address of {@code X-Forwarded-For} that is not a trusted proxy itself. What a client writes into
 * that header stands before it and is not looked at.
 */
public final class ClientAddress {
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
    String client = Request.getRemoteAddr(request);
    if (trusted.isEmpty() || !isTrusted(client)) {
      return client;
    }
    List<String> hops = new ArrayList<>();
    for (String field : request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR)) {
      hops.addAll(List.of(field.split("\\s*,\\s*")));
    }
    Collections.reverse(hops);
    for (String hop : hops) {
      if (!IpNetwork.isAddress(hop)) {
        return client;
      }
      client = hop;
      if (!isTrusted(hop)) {
        return client;
      }
    }
    return client;
  }

  private boolean isTrusted(String address) {
    return IpNetwork.isAddress(address)
        && trusted.stream().anyMatch(network -> network.contains(address));
  }
}
