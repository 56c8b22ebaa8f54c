package org.mollify.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Who may use the server.
 *
 * @param keyFile file of API keys; null to ask for none
 * @param trustedProxies addresses or networks (10.0.0.0/8) of reverse proxies, whose {@code
 *     X-Forwarded-For} is believed
 * @param corsOrigins origins of web pages elsewhere that may use the server from a browser
 */
public record SecurityConfig(Path keyFile, List<String> trustedProxies, List<String> corsOrigins) {
  /** Copies the lists. */
  public SecurityConfig {
    trustedProxies = List.copyOf(trustedProxies);
    corsOrigins = List.copyOf(corsOrigins);
  }

  static SecurityConfig defaults() {
    return new SecurityConfig(null, List.of(), List.of());
  }

  void check(List<String> problems) {
    for (String proxy : trustedProxies) {
      if (!isNetwork(proxy)) {
        problems.add(
            "security.trustedProxies has \""
                + proxy
                + "\"; expected an address or a network such as 10.0.0.0/8");
      }
    }
    for (String origin : corsOrigins) {
      if (!isOrigin(origin)) {
        problems.add(
            "security.corsOrigins has \""
                + origin
                + "\"; expected scheme, host and port alone, such as https://app.example.org");
      }
    }
  }

  private static boolean isNetwork(String text) {
    try {
      IpNetwork.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isOrigin(String text) {
    List<String> schemes = List.of("http", "https");
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && schemes.contains(uri.getScheme())
          && uri.getHost() != null
          && (uri.getScheme() + "://" + uri.getRawAuthority()).equals(text)
          && uri.getUserInfo() == null;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }
}
