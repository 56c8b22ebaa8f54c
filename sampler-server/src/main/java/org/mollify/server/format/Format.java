package org.mollify.server.format;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Formats of bodies and answers. */
public enum Format {
  /** The documented JSON objects. */
  JSON("application/json"),
  /** A table with a header line. */
  CSV("text/csv"),
  /** One NumPy array. */
  NPY("application/x-npy"),
  /** A picture: one image in a body, a grid of them in an answer. */
  PNG("image/png");

  private static final Set<Format> OF_ROWS = EnumSet.of(JSON, CSV, NPY);
  private static final Set<Format> OF_IMAGES = EnumSet.allOf(Format.class);

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Media type in requests and answers. */
  public String mediaType() {
    return mediaType;
  }

  /** Formats in which items of a model come and go: pictures where they are images. */
  private static Set<Format> ofItems(BundleManifest.Data data) {
    return data.columns() == null && data.shape().size() == 3 ? OF_IMAGES : OF_ROWS;
  }

  /**
   * Chooses the format of samples.
   *
   * @param accept the {@code Accept} header, null when absent
   * @param data what an item of the model is
   * @return the format; JSON when anything will do
   * @throws ProblemException with status 406 when none is acceptable
   */
  public static Format ofSamples(String accept, BundleManifest.Data data) {
    return forAnswer(accept, ofItems(data));
  }

  /**
   * Chooses the format of scores.
   *
   * @param accept the {@code Accept} header, null when absent
   * @return the format; JSON when anything will do
   * @throws ProblemException with status 406 when none is acceptable
   */
  public static Format ofScores(String accept) {
    return forAnswer(accept, OF_ROWS);
  }

  /**
   * The acceptable format of highest weight, of equal ones the first in the order of this type (RFC
   * 9110, section 12.5.1).
   */
  private static Format forAnswer(String accept, Set<Format> offered) {
    if (accept == null || accept.isBlank()) {
      return JSON;
    }
    Format best = null;
    double bestWeight = 0;
    for (Format format : offered) {
      double weight = format.weight(accept);
      if (weight > bestWeight) {
        best = format;
        bestWeight = weight;
      }
    }
    if (best == null) {
      throw new ProblemException(
          ProblemType.NOT_ACCEPTABLE,
          "the answer is not available as " + accept + "; available: " + names(offered));
    }
    return best;
  }

  /**
   * Recognises the format of a body.
   *
   * @param contentType the {@code Content-Type} header; JSON is assumed when it is absent
   * @param data what an item of the model is
   * @return the format
   * @throws ProblemException with status 415 when the model does not take it
   */
  public static Format ofBody(String contentType, BundleManifest.Data data) {
    if (contentType == null || contentType.isBlank()) {
      return JSON;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    Set<Format> taken = ofItems(data);
    Optional<Format> format = taken.stream().filter(f -> f.mediaType.equals(type)).findFirst();
    return format.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.MEDIA_TYPE,
                "the body is "
                    + type
                    + "; set the header Content-Type to one of: "
                    + names(taken)));
  }

  /** Weight of the most specific range that matches this format, 0 when none does. */
  private double weight(String accept) {
    double weight = 0;
    int specificity = -1;
    for (String range : accept.split(",")) {
      String[] parts = range.strip().split(";");
      int match = specificity(parts[0].strip().toLowerCase(Locale.ROOT));
      if (match > specificity) {
        specificity = match;
        weight = quality(parts);
      }
    }
    return weight;
  }

  private int specificity(String range) {
    if (range.equals(mediaType)) {
      return 2;
    }
    if (range.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  private static String names(Set<Format> formats) {
    return formats.stream().map(Format::mediaType).collect(Collectors.joining(", "));
  }
}
