package org.mollify.server.route;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A weak entity tag (RFC 9110, section 8.8.3): it is the same whether the content comes compressed
 * or not, which a strong one may not be.
 *
 * @param opaque what stands between the quotes
 */
record EntityTag(String opaque) {
  private static final int DIGEST_BYTES = 16;

  /** The quoted parts of a list, which may hold commas; compared weakly, prefixes do not matter. */
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  /** The tag of content with this digest. */
  static EntityTag of(byte[] digest) {
    return new EntityTag(HexFormat.of().formatHex(digest, 0, DIGEST_BYTES));
  }

  /**
   * Whether a client has the content already, by its condition (RFC 9110, section 13.1.2).
   *
   * @param ifNoneMatch all values of the header {@code If-None-Match}: lists of tags, or {@code *}
   */
  boolean isAmong(List<String> ifNoneMatch) {
    for (String field : ifNoneMatch) {
      if (field.strip().equals("*")) {
        return true;
      }
      Matcher quoted = QUOTED.matcher(field);
      while (quoted.find()) {
        if (quoted.group(1).equals(opaque)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The tag as headers have it. */
  @Override
  public String toString() {
    return "W/\"" + opaque + '"';
  }
}
