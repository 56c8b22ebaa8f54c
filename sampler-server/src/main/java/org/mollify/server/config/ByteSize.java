package org.mollify.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as a whole number and a unit: {@code B}, {@code KiB}, {@code MiB} or
 * {@code GiB}, powers of 1024.
 *
 * @param bytes the number, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  /** What a text has to look like, for messages. */
  static final String EXPECTED = "a size with its unit, such as 512B, 8KiB, 16MiB or 1GiB";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s?(B|KiB|MiB|GiB)");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};

  /** Refuses a negative number. */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes");
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException when it is not a whole number and a unit
   */
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    long bytes = Long.parseLong(matcher.group(1));
    for (String unit : UNITS) {
      if (unit.equals(matcher.group(2))) {
        return new ByteSize(bytes);
      }
      bytes = Math.multiplyExact(bytes, 1024L);
    }
    throw new IllegalStateException(text);
  }

  /** A size in mebibytes. */
  public static ByteSize ofMiB(int mebibytes) {
    return new ByteSize((long) mebibytes << 20);
  }

  /** A size in kibibytes. */
  public static ByteSize ofKiB(int kibibytes) {
    return new ByteSize((long) kibibytes << 10);
  }

  /** The number as an int, for interfaces that count so. */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The text that {@link #parse} reads, in the largest unit that is exact. */
  @Override
  public String toString() {
    long value = bytes;
    int unit = 0;
    while (value > 0 && value % 1024 == 0 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return value + UNITS[unit];
  }
}
