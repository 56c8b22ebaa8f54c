package org.mollify.server.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mollify.runtime.io.NumberText;

/**
 * The {@code Accept} header of a request: media ranges with weights (RFC 9110, sections 12.4.2 and
 * 12.5.1).
 *
 * @param text the header as it came, empty when there is none
 * @param ranges its ranges in order
 */
record AcceptHeader(String text, List<Range> ranges) {

  /**
   * A media range.
   *
   * @param type a media type, {@code type/*} or {@code *}{@code /*}, in lower case
   * @param weight how welcome it is, 0 (not at all) to 1
   */
  record Range(String type, double weight) {

    /** How closely the range matches a media type: 2 exactly, 1 by its type, 0 any, -1 not. */
    int closeness(String mediaType) {
      if (type.equals(mediaType)) {
        return 2;
      }
      if (type.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
        return 1;
      }
      return type.equals("*/*") ? 0 : -1;
    }
  }

  /**
   * Reads the header.
   *
   * @param text its value, several joined by commas; null when absent
   */
  static AcceptHeader parse(String text) {
    List<Range> ranges = new ArrayList<>();
    if (text != null) {
      for (String part : text.split(",")) {
        String[] pieces = part.strip().split(";");
        if (pieces.length > 0 && !pieces[0].isBlank()) {
          ranges.add(new Range(pieces[0].strip().toLowerCase(Locale.ROOT), weight(pieces)));
        }
      }
    }
    return new AcceptHeader(text == null ? "" : text.strip(), ranges);
  }

  /** Weight of the closest range that matches a media type, 0 when none does; 1 without ranges. */
  double weight(String mediaType) {
    double weight = ranges.isEmpty() ? 1 : 0;
    int closest = -1;
    for (Range range : ranges) {
      int closeness = range.closeness(mediaType);
      if (closeness > closest) {
        closest = closeness;
        weight = range.weight();
      }
    }
    return weight;
  }

  /** The parameter q; a weight that is none of 0 to 1 makes its range unacceptable. */
  private static double weight(String[] pieces) {
    for (int i = 1; i < pieces.length; i++) {
      String parameter = pieces[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        try {
          double weight = NumberText.parse(parameter.substring(2).strip());
          return weight >= 0 && weight <= 1 ? weight : 0;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
