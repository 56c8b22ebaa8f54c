package org.mollify.server.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.mollify.server.config.TlsConfig;

/**
 * TLS 1.2 and 1.3 with one certificate, which can be replaced while the server runs: connections
 * that are open keep the one they began with.
 */
public final class Tls {
  private final TlsConfig config;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();

  private Tls(TlsConfig config) {
    this.config = config;
  }

  /**
   * Reads the certificate.
   *
   * @throws IOException when it cannot be read or used
   */
  public static Tls open(TlsConfig config) throws IOException {
    Tls tls = new Tls(config);
    tls.factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // For 1.2 only what 1.3 has as well: a fresh key for each connection, authenticated encryption.
    tls.factory.setIncludeCipherSuites(
        "TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_GCM_.*", "TLS_ECDHE_.*_CHACHA20_.*");
    tls.factory.setRenegotiationAllowed(false);
    tls.factory.setKeyStorePassword(Certificate.PASSWORD);
    tls.use(Certificate.read(config), tls.factory);
    return tls;
  }

  /** Files that a configuration names. */
  public static List<Path> files(TlsConfig config) {
    return Certificate.files(config);
  }

  /**
   * Shows the certificate that the files hold now on new connections.
   *
   * @throws IOException when it cannot be read or used; the one before stays then
   */
  public void reload() throws IOException {
    Certificate certificate = Certificate.read(config);
    try {
      factory.reload(same -> use(certificate, (SslContextFactory.Server) same));
    } catch (Exception e) {
      throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  private void use(Certificate certificate, SslContextFactory.Server target) {
    try {
      target.setKeyStore(certificate.store());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
