package org.mollify.server.format;

import java.util.EnumSet;
import java.util.Locale;
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
  /** An Arrow IPC stream: a schema, dictionaries of labels, batches of rows. */
  ARROW("application/vnd.apache.arrow.stream"),
  /** A picture: one image in a body, a grid of them in an answer. */
  PNG("image/png"),
  /** A picture in a body. */
  JPEG("image/jpeg"),
  /** Several pictures in a body, each a PNG or a JPEG file. */
  MULTIPART("multipart/form-data");

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Media type in requests and answers. */
  public String mediaType() {
    return mediaType;
  }

  /** Formats of numbers. */
  private static Set<Format> ofNumbers() {
    return ArrowMemory.isAvailable()
        ? EnumSet.of(JSON, CSV, NPY, ARROW)
        : EnumSet.of(JSON, CSV, NPY);
  }

  private static boolean arePictures(BundleManifest.Data data) {
    return data.columns() == null && data.shape().size() == 3;
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
    Set<Format> offered = ofNumbers();
    if (arePictures(data)) {
      offered.add(PNG);
    }
    return forAnswer(accept, offered);
  }

  /**
   * Chooses the format of scores.
   *
   * @param accept the {@code Accept} header, null when absent
   * @return the format; JSON when anything will do
   * @throws ProblemException with status 406 when none is acceptable
   */
  public static Format ofScores(String accept) {
    return forAnswer(accept, ofNumbers());
  }

  /** The acceptable format of highest weight, of equal ones the first in the order of this type. */
  private static Format forAnswer(String accept, Set<Format> offered) {
    Format only = named(accept, offered);
    if (only != null) {
      return only;
    }
    AcceptHeader header = AcceptHeader.parse(accept);
    Format best = null;
    double bestWeight = 0;
    for (Format format : offered) {
      double weight = header.weight(format.mediaType);
      if (weight > bestWeight) {
        best = format;
        bestWeight = weight;
      }
    }
    if (best == null) {
      throw new ProblemException(
          ProblemType.NOT_ACCEPTABLE,
          "the answer is not available as " + header.text() + "; available: " + names(offered));
    }
    return best;
  }

  /**
   * Recognises the format of a body.
   *
   * @param contentType the {@code Content-Type} header; JSON is assumed when it is absent
   * @param data what an item of the model is
   * @return the format
   * @throws ProblemException with status 415 when the model does not take it, or it is text that is
   *     not in UTF-8
   */
  public static Format ofBody(String contentType, BundleManifest.Data data) {
    if (contentType == null || contentType.isBlank()) {
      return JSON;
    }
    Set<Format> taken = ofNumbers();
    if (arePictures(data)) {
      taken.addAll(EnumSet.of(PNG, JPEG, MULTIPART));
    }
    Format alone = named(contentType, taken);
    if (alone != null) {
      return alone;
    }
    String[] pieces = contentType.toLowerCase(Locale.ROOT).split(";");
    String type = pieces.length == 0 ? "" : pieces[0].strip();
    Format format = named(type, taken);
    if (format == null) {
      throw new ProblemException(
          ProblemType.MEDIA_TYPE,
          "the body is " + type + "; set the header Content-Type to one of: " + names(taken));
    }
    requireUtf8(contentType);
    return format;
  }

  /** The format whose media type a header consists of, as most do; null where none is. */
  private static Format named(String header, Set<Format> formats) {
    for (Format format : formats) {
      if (format.mediaType.equals(header)) {
        return format;
      }
    }
    return null;
  }

  /**
   * Fails when a body is text in another character set.
   *
   * @param contentType the {@code Content-Type} header, null when absent
   * @throws ProblemException with status 415
   */
  public static void requireUtf8(String contentType) {
    String[] pieces = contentType == null ? new String[0] : contentType.split(";");
    for (int i = 1; i < pieces.length; i++) {
      String parameter = pieces[i].toLowerCase(Locale.ROOT).replace("\"", "").strip();
      if (parameter.startsWith("charset=") && !parameter.matches("charset=(utf-?8|us-ascii)")) {
        throw new ProblemException(
            ProblemType.MEDIA_TYPE, "the body has the " + parameter + "; send text in UTF-8");
      }
    }
  }

  private static String names(Set<Format> formats) {
    return formats.stream().map(Format::mediaType).collect(Collectors.joining(", "));
  }
}
