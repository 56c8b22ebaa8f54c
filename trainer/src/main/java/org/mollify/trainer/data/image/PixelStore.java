package org.mollify.trainer.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of one size as bytes, in records of one length, in memory or mapped from files: mapped
 * pages come and go as the operating system needs, so memory does not grow with the set.
 */
final class PixelStore {

  private final ImageShape shape;
  private final List<ByteBuffer> segments = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final int recordBytes;
  private final int offset;

  /**
   * Prepares an empty store.
   *
   * @param shape size of every image
   * @param recordBytes bytes from one image to the next
   * @param offset bytes of a record before its pixels
   */
  PixelStore(ImageShape shape, int recordBytes, int offset) {
    this.shape = shape;
    this.recordBytes = recordBytes;
    this.offset = offset;
  }

  /** Size of every image. */
  ImageShape shape() {
    return shape;
  }

  /** Number of images. */
  int size() {
    return ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
  }

  /** Adds the records of a buffer. */
  void add(ByteBuffer records) {
    segments.add(records);
    ends.add(size() + records.capacity() / recordBytes);
  }

  /** Maps records of a file, in segments that a buffer can address. */
  void map(Path file, long position, long records) throws IOException {
    long most = Integer.MAX_VALUE / recordBytes;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long from = 0; from < records; from += most) {
        long count = Math.min(most, records - from);
        MappedByteBuffer segment =
            channel.map(
                FileChannel.MapMode.READ_ONLY, position + from * recordBytes, count * recordBytes);
        add(segment);
      }
    }
  }

  /** Copies the pixels of an image, channels first, to where a buffer stands. */
  void copy(int image, ByteBuffer into) {
    int segment = 0;
    while (image >= ends.get(segment)) {
      segment++;
    }
    int before = segment == 0 ? 0 : ends.get(segment - 1);
    int at = (image - before) * recordBytes + offset;
    into.put(into.position(), segments.get(segment), at, shape.values());
    into.position(into.position() + shape.values());
  }

  /** The first byte of a record, where it stands before the pixels. */
  int label(int image) {
    if (offset == 0) {
      throw new IllegalStateException("these images have no labels");
    }

    int segment = 0;
    while (image >= ends.get(segment)) {
      segment++;
    }
    int before = segment == 0 ? 0 : ends.get(segment - 1);
    return Byte.toUnsignedInt(segments.get(segment).get((image - before) * recordBytes));
  }
}
