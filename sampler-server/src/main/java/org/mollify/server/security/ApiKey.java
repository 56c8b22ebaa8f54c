package org.mollify.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An API key as the server knows it: its name, what it is for, and SHA-256(salt, key), from which
 * the key cannot be found. Keys hold 256 random bits, so that no guessing could use a slower hash
 * for a hurdle, and a request costs a microsecond for each key in place of the tenth of a second
 * that a hash for passwords takes.
 */
public final class ApiKey {
  /** What every key begins with, for people and for programs that look for leaked secrets. */
  static final String PREFIX = "mollify_";

  /** A key of more letters is none; it is not hashed. */
  private static final int LONGEST = 256;

  private static final int KEY_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final Pattern HASH = Pattern.compile("sha256:([\\w-]{22}):([\\w-]{43})");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final String name;
  private final Set<Scope> scopes;
  private final Instant expires;
  private final byte[] salt;
  private final byte[] digest;

  private ApiKey(String name, Set<Scope> scopes, Instant expires, byte[] salt, byte[] digest) {
    this.name = name;
    this.scopes = Set.copyOf(scopes);
    this.expires = expires;
    this.salt = salt;
    this.digest = digest;
  }

  /**
   * A key as a file states it.
   *
   * @param expires from when on it is no longer valid; null for never
   * @param hash {@code sha256:SALT:DIGEST}, both in URL-safe Base64
   * @throws IllegalArgumentException when the hash has another form; the message does not repeat it
   */
  static ApiKey of(String name, Set<Scope> scopes, Instant expires, String hash) {
    Matcher matcher = HASH.matcher(hash);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected the form sha256:SALT:DIGEST that mollify serve --new-key prints");
    }
    Base64.Decoder decoder = Base64.getUrlDecoder();
    return new ApiKey(
        name, scopes, expires, decoder.decode(matcher.group(1)), decoder.decode(matcher.group(2)));
  }

  /** Whether a name may stand in logs and files as it is. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * A new key.
   *
   * @param text the key itself, which is nowhere kept
   * @param line its line for the file of keys
   */
  public record Created(String text, String line) {
    @Override
    public String toString() {
      return line;
    }
  }

  /**
   * Draws a new key.
   *
   * @param name letters, digits, dots, dashes and underscores
   * @param scopes what it is for
   * @param expires from when on it is no longer valid; null for never
   * @throws IllegalArgumentException when the name has other letters, or there is no scope
   */
  public static Created create(String name, Set<Scope> scopes, Instant expires) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "the name of a key is \""
              + name
              + "\"; expected at most 64 letters, digits, dots, dashes and underscores");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException(
          "a key needs a scope: " + String.join(", ", Scope.names()));
    }
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[KEY_BYTES];
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(secret);
    random.nextBytes(salt);
    String text = PREFIX + ENCODER.encodeToString(secret);
    String hash =
        "sha256:" + ENCODER.encodeToString(salt) + ":" + ENCODER.encodeToString(hash(salt, text));
    String list = new TreeSet<>(scopes).stream().map(Scope::text).collect(Collectors.joining(", "));
    String end = expires == null ? "" : "expires: \"" + expires + "\", ";
    return new Created(
        text,
        String.format(
            Locale.ROOT, "- {name: \"%s\", scopes: [%s], %shash: \"%s\"}", name, list, end, hash));
  }

  /** Name of the key, which is not secret. */
  public String name() {
    return name;
  }

  /** What the key is for. */
  public Set<Scope> scopes() {
    return scopes;
  }

  /** Whether the key is no longer valid at a time. */
  boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /** Whether a text is this key; takes the same time whether and wherever they differ. */
  boolean matches(String text) {
    return text.length() <= LONGEST && MessageDigest.isEqual(digest, hash(salt, text));
  }

  private static byte[] hash(byte[] salt, String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return sha.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "API key " + name;
  }
}
