package org.mollify.trainer.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy array file, formats 1.0, 2.0 and 3.0 (NumPy Enhancement Proposal 1).
 *
 * @param dtype the type of an element
 * @param fortranOrder whether the first axis runs fastest
 * @param shape the axes' lengths
 */
record NpyHeader(NpyType dtype, boolean fortranOrder, long[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LARGEST_HEADER = 1 << 20;
  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern STRUCTURED = Pattern.compile("['\"]descr['\"]\\s*:\\s*\\[");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");

  /**
   * Reads a header and leaves the stream at the first element.
   *
   * @param source how to name the file in a message
   * @throws InvalidDataException with one line if this is no array that can be read
   */
  static NpyHeader read(DataInputStream in, String source) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new InvalidDataException(
          source + " is not a NumPy array file: it does not begin with \\x93NUMPY");
    }
    try {
      int major = in.readUnsignedByte();
      in.readUnsignedByte();
      if (major < 1 || major > 3) {
        throw new InvalidDataException(
            source + " has .npy format version " + major + "; 1, 2 and 3 can be read");
      }
      int low = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
      int length =
          major == 1 ? low : low | Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
      if (length < 0 || length > LARGEST_HEADER) {
        throw new InvalidDataException(
            source + " is damaged: its header claims " + length + " bytes");
      }
      byte[] text = new byte[length];
      in.readFully(text);
      return parse(new String(text, StandardCharsets.UTF_8), source);
    } catch (EOFException e) {
      throw new InvalidDataException(source + " is cut off inside its header", e);
    }
  }

  private static NpyHeader parse(String text, String source) throws InvalidDataException {
    if (STRUCTURED.matcher(text).find()) {
      throw new InvalidDataException(
          source + " holds records of named fields; save one plain two-dimensional array");
    }
    Matcher descr = DESCR.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !order.find() || !shape.find()) {
      throw new InvalidDataException(
          source + " is damaged: its header lacks descr, fortran_order or shape");
    }
    NpyType dtype = NpyType.parse(descr.group(1), source);
    return new NpyHeader(dtype, order.group(1).equals("True"), parseShape(shape.group(1), source));
  }

  private static long[] parseShape(String text, String source) throws InvalidDataException {
    String[] axes =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toArray(String[]::new);
    long[] shape = new long[axes.length];
    for (int i = 0; i < axes.length; i++) {
      if (!axes[i].matches("\\d{1,18}")) {
        throw new InvalidDataException(
            source + " is damaged: its header gives shape (" + text + ")");
      }
      shape[i] = Long.parseLong(axes[i]);
    }
    return shape;
  }

  /** Returns the shape as NumPy writes it. */
  String shapeText() {
    String axes = String.join(", ", Arrays.stream(shape).mapToObj(Long::toString).toList());
    return "(" + axes + (shape.length == 1 ? ",)" : ")");
  }
}
