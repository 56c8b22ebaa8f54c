package org.mollify.trainer.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes NumPy array files as NumPy does, for tests. */
final class NpyBytes {
  private NpyBytes() {}

  /** A file of format 1.0 with the given data bytes. */
  static byte[] file(String descr, boolean fortran, String shape, byte[] data) {
    return file(1, descr, fortran, shape, data);
  }

  static byte[] file(int version, String descr, boolean fortran, String shape, byte[] data) {
    String order = fortran ? "True" : "False";
    return raw(
        version,
        "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }",
        data);
  }

  static byte[] raw(int version, String dictionary, byte[] data) {
    int prefix = version == 1 ? 10 : 12;
    int padding = 64 - (prefix + dictionary.length() + 1) % 64;
    byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer length = ByteBuffer.allocate(prefix - 8).order(ByteOrder.LITTLE_ENDIAN);
    if (version == 1) {
      length.putShort((short) header.length);
    } else {
      length.putInt(header.length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    out.writeBytes(length.array());
    out.writeBytes(header);
    out.writeBytes(data);
    return out.toByteArray();
  }

  static byte[] doubles(double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return buffer.array();
  }

  static byte[] bytes(int... values) {
    byte[] result = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (byte) values[i];
    }
    return result;
  }
}
