package org.mollify.runtime.score;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.GZIPException;
import com.jcraft.jzlib.JZlib;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The lossless coder of {@link AnomalyScore#COMPLEXITY}: the length of an image as a PNG file, one
 * of the three coders of Serrà et al. (2020).
 *
 * <p>Every choice that PNG leaves open is made here, so that an image has one length on every JVM:
 * 8 bits a channel, grey or RGB, not interlaced, no chunk beyond IHDR, one IDAT and IEND. Each line
 * takes the filter with the smallest sum of absolute differences (filtered bytes read as signed),
 * the lowest number among equals, as the PNG specification advises. The lines are deflated by
 * jzlib, zlib in plain Java, at level 9 with a window of 32 KiB: the zlib behind {@code
 * java.util.zip} is another one from JVM to JVM, and its lengths with it.
 */
public final class PngCoder {
  /** Name of the coder in bundles. */
  public static final String NAME = "png";

  /** Version of the coder: one that gives another length to some image has another. */
  public static final String VERSION = "1 (minimum-sum filters, jzlib 1.1.3 level 9)";

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  private static final int FILTERS = 5;
  private static final int GREY = 0;
  private static final int RGB = 2;

  private final int channels;
  private final int height;
  private final int width;

  /**
   * A coder of images of one size.
   *
   * @param shape {@code [C, H, W]}
   * @throws IllegalArgumentException when it is not that of grey or RGB images
   */
  public PngCoder(List<Long> shape) {
    if (!codes(shape)) {
      throw new IllegalArgumentException("PNG codes images [1, H, W] and [3, H, W]; got " + shape);
    }
    this.channels = Math.toIntExact(shape.get(0));
    this.height = Math.toIntExact(shape.get(1));
    this.width = Math.toIntExact(shape.get(2));
  }

  /** Whether items of a shape can be coded. */
  public static boolean codes(List<Long> shape) {
    return shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3);
  }

  /** Whether a name and version are those of this coder. */
  public static boolean isCoder(String name, String version) {
    return NAME.equals(name) && VERSION.equals(version);
  }

  /**
   * The length of an image.
   *
   * @param levels holds C H W whole grey levels, 0 to 255
   * @param offset position of the first
   * @return bits of the whole file
   */
  public long bits(double[] levels, int offset) {
    return 8L * encode(levels, offset).length;
  }

  /**
   * The file itself.
   *
   * @param levels holds C H W whole grey levels, 0 to 255
   * @param offset position of the first
   * @return a PNG that any decoder reads
   */
  public byte[] encode(double[] levels, int offset) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    writeInt(header, width);
    writeInt(header, height);
    header.writeBytes(new byte[] {8, (byte) (channels == 1 ? GREY : RGB), 0, 0, 0});
    writeChunk(file, "IHDR", header.toByteArray());
    writeChunk(file, "IDAT", deflate(filter(levels, offset)));
    writeChunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  /** All lines, each behind the number of its filter. */
  private byte[] filter(double[] levels, int offset) {
    int lineBytes = width * channels;
    byte[] filtered = new byte[height * (lineBytes + 1)];
    int[] above = new int[lineBytes];
    int[] line = new int[lineBytes];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < lineBytes; i++) {
        int plane = offset + i % channels * height * width;
        line[i] = (int) levels[plane + y * width + i / channels];
      }
      int start = y * (lineBytes + 1);
      long least = Long.MAX_VALUE;
      for (int filter = 0; filter < FILTERS; filter++) {
        long sum = 0;
        for (int i = 0; i < lineBytes; i++) {
          sum += Math.abs((byte) difference(filter, line, above, i));
        }
        if (sum < least) {
          least = sum;
          filtered[start] = (byte) filter;
        }
      }
      for (int i = 0; i < lineBytes; i++) {
        filtered[start + 1 + i] = (byte) difference(filtered[start], line, above, i);
      }
      int[] done = above;
      above = line;
      line = done;
    }
    return filtered;
  }

  /** The filters of PNG: none, sub, up, average, Paeth. */
  private int difference(int filter, int[] line, int[] above, int i) {
    int left = i < channels ? 0 : line[i - channels];
    int up = above[i];
    return switch (filter) {
      case 0 -> line[i];
      case 1 -> line[i] - left;
      case 2 -> line[i] - up;
      case 3 -> line[i] - (left + up) / 2;
      default -> line[i] - paeth(left, up, i < channels ? 0 : above[i - channels]);
    };
  }

  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  private static byte[] deflate(byte[] bytes) {
    try {
      Deflater deflater = new Deflater(JZlib.Z_BEST_COMPRESSION, JZlib.MAX_WBITS);
      // Stored blocks of 16 KiB and more bound the length from above, were nothing to be gained.
      byte[] out = new byte[bytes.length + bytes.length / 1000 + 1024];
      deflater.setInput(bytes);
      deflater.setOutput(out);
      int status = deflater.deflate(JZlib.Z_FINISH);
      if (status != JZlib.Z_STREAM_END) {
        throw new IllegalStateException("deflate of an image ended with status " + status);
      }
      byte[] deflated = Arrays.copyOf(out, Math.toIntExact(deflater.getTotalOut()));
      deflater.end();
      return deflated;
    } catch (GZIPException e) {
      throw new IllegalStateException("zlib takes level 9 and a window of 2^15", e);
    }
  }

  private static void writeChunk(ByteArrayOutputStream file, String type, byte[] data) {
    writeInt(file, data.length);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name, 0, name.length);
    crc.update(data, 0, data.length);
    file.writeBytes(name);
    file.writeBytes(data);
    writeInt(file, (int) crc.getValue());
  }

  private static void writeInt(ByteArrayOutputStream out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >>> shift);
    }
  }
}
