package org.mollify.server.connection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.TlsConfig;

/**
 * The certificate that a server shows and its private key, read and checked: they belong together
 * and are valid today.
 *
 * @param chain the certificate, and those above it
 * @param key its private key
 */
record Certificate(List<X509Certificate> chain, PrivateKey key) {
  /** Protects the key inside this process, where it protects nothing; stores want some. */
  static final String PASSWORD = "in memory";

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  /**
   * Reads the files that a configuration names.
   *
   * @throws InvalidConfigException when they cannot be used; never repeats what a key file holds
   * @throws IOException when they cannot be read
   */
  static Certificate read(TlsConfig tls) throws IOException {
    Path file = tls.keyStore() == null ? tls.certificate() : tls.keyStore();
    try {
      Certificate certificate =
          tls.keyStore() == null
              ? new Certificate(chain(tls.certificate()), key(tls))
              : fromStore(tls.keyStore(), tls.password().value().toCharArray());
      certificate.check(file);
      return certificate;
    } catch (GeneralSecurityException e) {
      throw problem(file, "cannot be used: " + e.getMessage());
    }
  }

  /** The files that a configuration names. */
  static List<Path> files(TlsConfig tls) {
    return tls.keyStore() == null ? List.of(tls.certificate(), tls.key()) : List.of(tls.keyStore());
  }

  /** This certificate as the store that TLS libraries take. */
  KeyStore store() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
    return store;
  }

  private void check(Path file) throws GeneralSecurityException, IOException {
    X509Certificate own = chain.get(0);
    try {
      own.checkValidity();
    } catch (CertificateException e) {
      throw problem(
          file,
          "is valid from "
              + own.getNotBefore().toInstant()
              + " to "
              + own.getNotAfter().toInstant()
              + ", which is not now");
    }
    if (!belongTogether(own.getPublicKey(), key)) {
      throw problem(file, "does not belong to the private key");
    }
  }

  private static boolean belongTogether(PublicKey open, PrivateKey secret)
      throws GeneralSecurityException {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    byte[] text = "mollify".getBytes(StandardCharsets.UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(secret);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    signature.update(text);
    return signature.verify(signed);
  }

  private static List<X509Certificate> chain(Path file) throws IOException {
    byte[] bytes = bytes(file);
    try {
      List<X509Certificate> chain = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes))
          .forEach(one -> chain.add((X509Certificate) one));
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw problem(file, "holds no certificates in PEM form");
    }
    throw problem(file, "holds no certificates in PEM form");
  }

  private static PrivateKey key(TlsConfig tls) throws IOException, GeneralSecurityException {
    Path file = tls.key();
    Matcher pem = PEM.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw problem(file, "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
    }
    if (!pem.group(1).equals("PRIVATE KEY")) {
      throw problem(
          file,
          "holds a "
              + pem.group(1).toLowerCase(Locale.ROOT)
              + "; expected PKCS#8, not encrypted: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    String algorithm = chain(tls.certificate()).get(0).getPublicKey().getAlgorithm();
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw problem(file, "holds no " + algorithm + " key, as the certificate has");
    }
  }

  private static Certificate fromStore(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    byte[] bytes = bytes(file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      store.load(in, password);
    } catch (IOException e) {
      throw problem(file, "is no PKCS#12 file, or tls.password is wrong");
    }
    for (String alias : Collections.list(store.aliases())) {
      Key key = store.getKey(alias, password);
      if (key instanceof PrivateKey secret) {
        List<X509Certificate> chain = new ArrayList<>();
        for (java.security.cert.Certificate one : store.getCertificateChain(alias)) {
          chain.add((X509Certificate) one);
        }
        return new Certificate(chain, secret);
      }
    }
    throw problem(file, "holds no private key");
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw problem(file, "there is no such file");
    }
    try {
      return Files.readAllBytes(file);
    } catch (AccessDeniedException e) {
      throw problem(file, "this user may not read it");
    }
  }

  private static InvalidConfigException problem(Path file, String what) {
    return new InvalidConfigException(file.toString(), List.of(what));
  }

  @Override
  public String toString() {
    return chain.get(0).getSubjectX500Principal().getName();
  }
}
