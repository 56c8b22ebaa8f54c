package org.mollify.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * TLS of the server; off while neither a certificate nor a key store is named.
 *
 * @param certificate PEM file of the certificate and the chain above it
 * @param key PEM file of its private key, PKCS#8 and not encrypted
 * @param keyStore PKCS#12 file of both, in place of the two
 * @param password password of the key store
 * @param hsts how long browsers shall use HTTPS alone for this host; 0s not to say so
 */
public record TlsConfig(Path certificate, Path key, Path keyStore, Secret password, Duration hsts) {

  static TlsConfig defaults() {
    return new TlsConfig(null, null, null, null, Duration.ZERO);
  }

  /** Whether the server speaks HTTPS. */
  public boolean enabled() {
    return certificate != null || keyStore != null;
  }

  void check(List<String> problems) {
    if (keyStore != null && (certificate != null || key != null)) {
      problems.add("tls has a keyStore and PEM files as well; name either");
    } else if ((certificate == null) != (key == null)) {
      problems.add("tls.certificate and tls.key belong together; name both or neither");
    }
    if (keyStore != null && password == null) {
      problems.add("tls.password is missing; tls.keyStore needs it");
    }
    new Range(problems, "tls.").check("hsts", hsts, Duration.ZERO, Duration.ofDays(3650));
  }
}
