package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.FileWatch;
import org.mollify.server.config.Secret;
import org.mollify.server.config.ServerConfig;

/** HTTPS with certificates that keytool makes. */
class TlsTest {
  /** Rounds of 10 ms. */
  private static final int PATIENCE = 3000;

  @TempDir static Path folder;

  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate expired;

  private Path chain;
  private Path key;
  private ServerConfig config;

  @BeforeAll
  static void certificates() throws Exception {
    first = TestCertificate.create(folder, "first");
    second = TestCertificate.create(folder, "second");
    expired = TestCertificate.create(folder, "expired", "-startdate", "-9d", "-validity", "5");
    TestBundles.affine(folder.resolve("wine"), "wine");
  }

  @BeforeEach
  void files(@TempDir Path own) throws Exception {
    chain = own.resolve("chain.pem");
    key = own.resolve("key.pem");
    write(first);
    config =
        ServerConfig.defaults()
            .withPort(0)
            .withBundles(List.of(folder.resolve("wine")))
            .with("reloadInterval", Duration.ofMillis(20))
            .with("tls.certificate", chain)
            .with("tls.key", key);
  }

  @Test
  void requests_are_answered_over_tls_1_3_and_1_2() throws Exception {
    try (MollifyServer server = MollifyServer.start(config)) {
      assertThat(get(server, "/sample?n=2&seed=1").statusCode()).isEqualTo(200);
      for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
        try (SSLSocket socket = connect(server)) {
          socket.setEnabledProtocols(new String[] {protocol});
          assertThat(ask(socket)).startsWith("HTTP/1.1 200");
          assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
      }
    }
  }

  @Test
  void a_cipher_without_authenticated_encryption_is_refused() throws Exception {
    try (MollifyServer server = MollifyServer.start(config);
        SSLSocket socket = connect(server)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void plain_http_gets_no_answer_on_a_port_with_tls() throws Exception {
    try (MollifyServer server = MollifyServer.start(config)) {
      assertThatThrownBy(() -> new Client(server.port()).get("/models"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void an_answer_reaches_who_sends_all_of_a_refused_body_first() throws Exception {
    try (MollifyServer server = MollifyServer.start(config);
        SSLSocket socket = connect(server)) {
      byte[] body = new byte[8 << 20];
      String head =
          "POST /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
              + body.length;
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void a_new_certificate_is_shown_to_new_connections_and_open_ones_go_on() throws Exception {
    try (MollifyServer server = MollifyServer.start(config);
        SSLSocket open = connect(server)) {
      assertThat(ask(open)).startsWith("HTTP/1.1 200");
      assertThat(shown(server)).isEqualTo(first.certificate());
      write(second);
      for (int i = 0; i < PATIENCE && !shown(server).equals(second.certificate()); i++) {
        Thread.sleep(10);
      }
      assertThat(shown(server)).isEqualTo(second.certificate());
      assertThat(ask(open)).startsWith("HTTP/1.1 200");
      assertThat(open.getSession().getPeerCertificates()[0]).isEqualTo(first.certificate());
    }
  }

  @Test
  void a_bad_file_never_replaces_a_good_certificate() throws Exception {
    try (CapturedLog log = new CapturedLog(FileWatch.class.getName(), Level.INFO);
        MollifyServer server = MollifyServer.start(config)) {
      Files.writeString(key, second.keyPem());
      await(log, "does not belong to the private key");
      Files.writeString(chain, "nothing");
      await(log, "holds no certificates in PEM form");
      write(expired);
      await(log, "which is not now");
      assertThat(shown(server)).isEqualTo(first.certificate());
      Files.delete(key);
      await(log, "there is no such file");
      assertThat(shown(server)).isEqualTo(first.certificate());
      assertThat(log.lines()).allMatch(line -> line.startsWith("kept the old certificate, "));
    }
  }

  @Test
  void a_key_store_is_as_good_as_pem_files() throws Exception {
    ServerConfig store =
        config
            .with("tls.certificate", null)
            .with("tls.key", null)
            .with("tls.keyStore", first.store())
            .with("tls.password", new Secret(TestCertificate.PASSWORD));
    try (MollifyServer server = MollifyServer.start(store)) {
      assertThat(shown(server)).isEqualTo(first.certificate());
    }
    assertThat(ServerCheck.files(store.with("tls.password", new Secret("wrong"))))
        .containsExactly(first.store() + ": is no PKCS#12 file, or tls.password is wrong");
  }

  @Test
  void what_is_wrong_with_a_certificate_is_said_without_showing_a_key() throws Exception {
    assertThat(ServerCheck.files(config)).isEmpty();
    Files.writeString(key, first.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY"));
    assertThat(ServerCheck.files(config).get(0))
        .startsWith(key + ": holds a ec private key; expected PKCS#8, not encrypted: openssl");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThat(ServerCheck.files(config))
        .containsExactly(key + ": holds no EC key, as the certificate has");
    Files.writeString(key, "secret");
    assertThat(ServerCheck.files(config).get(0))
        .startsWith(key + ": holds no private key in PEM form")
        .doesNotContain("secret");
    write(expired);
    assertThat(ServerCheck.files(config).get(0)).contains("which is not now");
    Files.delete(chain);
    assertThat(ServerCheck.files(config)).containsExactly(chain + ": there is no such file");
    assertThatThrownBy(() -> MollifyServer.start(config)).hasMessageContaining("no such file");
  }

  @Test
  void browsers_are_told_to_stay_with_https_where_asked() throws Exception {
    try (MollifyServer server = MollifyServer.start(config)) {
      assertThat(get(server, "/models").headers().firstValue("Strict-Transport-Security"))
          .isEmpty();
    }
    try (MollifyServer server = MollifyServer.start(config.with("tls.hsts", Duration.ofDays(1)))) {
      assertThat(get(server, "/models").headers().firstValue("Strict-Transport-Security"))
          .hasValue("max-age=86400");
    }
  }

  private void write(TestCertificate certificate) throws Exception {
    Files.writeString(chain, certificate.certificatePem());
    Files.writeString(key, certificate.keyPem());
  }

  private static void await(CapturedLog log, String text) throws InterruptedException {
    for (int i = 0; i < PATIENCE && log.lines().stream().noneMatch(l -> l.contains(text)); i++) {
      Thread.sleep(10);
    }
    assertThat(log.lines()).anyMatch(line -> line.contains(text));
  }

  private static HttpResponse<String> get(MollifyServer server, String path) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(TestCertificate.trusting(first)).build();
    URI uri = URI.create("https://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static SSLSocket connect(MollifyServer server) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            TestCertificate.trusting(first, second)
                .getSocketFactory()
                .createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static X509Certificate shown(MollifyServer server) throws Exception {
    try (SSLSocket socket = connect(server)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** Asks for health on an open connection; returns the answer. */
  private static String ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    try {
      while (!answer.toString().endsWith("\"up\"}")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new IOException("no more than " + answer);
        }
        answer.append((char) next);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new IOException("no more than " + answer, e);
    }
    return answer.toString();
  }
}
