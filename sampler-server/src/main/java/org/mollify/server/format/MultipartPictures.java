package org.mollify.server.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578): every part a picture, PNG or JPEG by its
 * first bytes, in the order of the parts; names and declared types do not matter. Nothing is
 * written to a file.
 */
final class MultipartPictures {
  /** Source: RFC 2046, section 5.1.1. */
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  /** What the parser holds of a part beside its bytes: headers by name, buffers, the part. */
  private static final int PART_BYTES = 2048;

  private final RowReader rows;
  private final List<Long> shape;

  MultipartPictures(RowReader rows, List<Long> shape) {
    this.rows = rows;
    this.shape = shape;
  }

  void read(RowReader.Body body) {
    String boundary = boundary(body.contentType());
    int expected = parts(body.bytes(), boundary);
    rows.requireRoom(expected);
    rows.memory().take(body.bytes().length + (long) expected * PART_BYTES);
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxLength(-1);
    parser.setMaxMemoryFileSize(body.bytes().length);
    parser.setMaxParts(rows.mostRows());
    Content.Source source = new ByteBufferContentSource(ByteBuffer.wrap(body.bytes()));
    CompletableFuture<MultiPartFormData.Parts> parsed = parser.parse(source);
    if (!parsed.isDone()) {
      parsed.cancel(true);
      throw RowReader.malformed("the multipart body ends before its last boundary");
    }
    try (MultiPartFormData.Parts parts = parsed.join()) {
      int number = 0;
      for (MultiPart.Part part : parts) {
        byte[] picture = bytes(part);
        rows.add(Pictures.read(Pictures.recognise(picture), picture, shape, name(part, number)));
        number++;
      }
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw RowReader.malformed("the multipart body cannot be read: " + firstLine(cause));
    }
  }

  /**
   * Number of parts that a body begins. The parser gives up at one too many, and has no exception
   * of its own for that.
   */
  private static int parts(byte[] body, String boundary) {
    byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    int parts = 0;
    for (int at = 0; at <= body.length - delimiter.length; at++) {
      boolean startsLine = at == 0 || body[at - 1] == '\n';
      int end = at + delimiter.length;
      if (startsLine && Arrays.equals(body, at, end, delimiter, 0, delimiter.length)) {
        boolean last = end + 1 < body.length && body[end] == '-' && body[end + 1] == '-';
        parts += last ? 0 : 1;
      }
    }
    return parts;
  }

  private static String boundary(String contentType) {
    String boundary = null;
    try {
      boundary = contentType == null ? null : MultiPart.extractBoundary(contentType);
    } catch (RuntimeException e) {
      // A lone quotation mark, for one; answered below, as a boundary that is missing is.
    }
    if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
      throw RowReader.malformed(
          "the header Content-Type has no readable boundary; expected multipart/form-data;"
              + " boundary=...");
    }
    return boundary;
  }

  private static byte[] bytes(MultiPart.Part part) {
    try {
      ByteBuffer buffer = Content.Source.asByteBuffer(part.getContentSource());
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (java.io.IOException e) {
      throw RowReader.malformed("a part of the multipart body cannot be read: " + firstLine(e));
    }
  }

  private static String name(MultiPart.Part part, int number) {
    String file = part.getFileName();
    return " (part "
        + number
        + (file == null ? "" : ", \"" + file.lines().findFirst().orElse("") + "\"")
        + ")";
  }

  private static String firstLine(Throwable e) {
    return e.getMessage() == null ? "unreadable" : e.getMessage().lines().findFirst().orElse("");
  }
}
