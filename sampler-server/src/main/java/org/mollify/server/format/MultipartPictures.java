package org.mollify.server.format;

import java.nio.ByteBuffer;
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

  private final RowReader rows;
  private final List<Long> shape;

  MultipartPictures(RowReader rows, List<Long> shape) {
    this.rows = rows;
    this.shape = shape;
  }

  void read(RowReader.Body body) {
    String boundary = boundary(body.contentType());
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxLength(-1);
    parser.setMaxMemoryFileSize(body.bytes().length);
    parser.setMaxParts(rows.mostRows() + 1L);
    Content.Source source = new ByteBufferContentSource(ByteBuffer.wrap(body.bytes()));
    CompletableFuture<MultiPartFormData.Parts> parsed = parser.parse(source);
    if (!parsed.isDone()) {
      parsed.cancel(true);
      throw RowReader.malformed("the multipart body ends before its last boundary");
    }
    try (MultiPartFormData.Parts parts = parsed.join()) {
      rows.requireRoom(parts.size());
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
