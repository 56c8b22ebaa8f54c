package org.mollify.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses that share their first bits, such as {@code 10.0.0.0/8}; or a single address. */
public final class IpNetwork {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

  /**
   * Dotted or with colons: whatever else there is could be a name, and names are never asked for.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("(OCTET\\.){3}OCTET|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*".replace("OCTET", OCTET));

  /** Length of an IPv6 address that ends as an IPv4 one. */
  private static final int LONGEST = 45;

  private static final Pattern BITS = Pattern.compile("\\d{1,3}");

  private final byte[] address;
  private final int bits;

  private IpNetwork(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * Reads an address or a network.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    int most = address.length * Byte.SIZE;
    String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
    if (!BITS.matcher(length).matches() || Integer.parseInt(length) > most) {
      throw new IllegalArgumentException(text + " is not a network");
    }
    return new IpNetwork(address, Integer.parseInt(length));
  }

  /** Whether a text is an address. */
  public static boolean isAddress(String text) {
    try {
      bytes(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether an address belongs to the network.
   *
   * @throws IllegalArgumentException when the text is not an address
   */
  public boolean contains(String text) {
    byte[] other = bytes(text);
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if ((address[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String text) {
    String plain =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (plain.length() > LONGEST || !ADDRESS.matcher(plain).matches()) {
      throw new IllegalArgumentException(text + " is not an address");
    }
    try {
      return InetAddress.getByName(plain).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is not an address", e);
    }
  }
}
