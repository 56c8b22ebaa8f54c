package org.mollify.experiments.classifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.trainer.data.InvalidDataException;

/**
 * CIFAR-10 images with their classes.
 *
 * @param pixels grey levels as unsigned bytes, {@code [n, 3, 32, 32]}, row-major
 * @param labels class of each image, 0..9
 * @param files names of the files they come from
 */
record LabelledImages(byte[] pixels, byte[] labels, List<String> files) {

  /** Number of classes. */
  static final int CLASSES = 10;

  /** Channels of an image. */
  static final int CHANNELS = 3;

  /** Height and width of an image. */
  static final int EXTENT = 32;

  /** Values of an image. */
  static final int VALUES = CHANNELS * EXTENT * EXTENT;

  private static final int RECORD = 1 + VALUES;

  /** Number of images. */
  int count() {
    return labels.length;
  }

  /**
   * Reads the training batches that are there, of {@code data_batch_1.bin} to {@code
   * data_batch_5.bin}.
   *
   * @param folder folder of the official binary files
   * @throws InvalidDataException with one line if there is none, or one is damaged
   */
  static LabelledImages training(Path folder) throws IOException {
    List<Path> present = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      Path batch = folder.resolve("data_batch_%d.bin".formatted(i));
      if (Files.isRegularFile(batch)) {
        present.add(batch);
      }
    }
    if (present.isEmpty()) {
      throw missing(folder.resolve("data_batch_1.bin"));
    }
    return read(present);
  }

  /**
   * Reads {@code test_batch.bin}.
   *
   * @param folder folder of the official binary files
   * @throws InvalidDataException with one line if it is missing or damaged
   */
  static LabelledImages test(Path folder) throws IOException {
    Path batch = folder.resolve("test_batch.bin");
    if (!Files.isRegularFile(batch)) {
      throw missing(batch);
    }
    return read(List.of(batch));
  }

  private static InvalidDataException missing(Path file) {
    return new InvalidDataException(
        ("%s is missing: unpack cifar-10-binary.tar.gz of"
                + " https://www.cs.toronto.edu/~kriz/cifar.html there")
            .formatted(file));
  }

  private static LabelledImages read(List<Path> files) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0 || bytes.length % RECORD != 0) {
        throw new InvalidDataException(
            "%s has %d bytes; CIFAR-10's binary files have a multiple of %d"
                .formatted(file, bytes.length, RECORD));
      }
      for (int start = 0; start < bytes.length; start += RECORD) {
        if (bytes[start] < 0 || bytes[start] >= CLASSES) {
          throw new InvalidDataException(
              "%s: image %d has class %d; classes are 0..9"
                  .formatted(file, start / RECORD, bytes[start] & 0xFF));
        }
        labels.write(bytes[start]);
        pixels.write(bytes, start + 1, VALUES);
      }
    }
    return new LabelledImages(
        pixels.toByteArray(),
        labels.toByteArray(),
        files.stream().map(file -> file.getFileName().toString()).toList());
  }

  /** The images of a range. */
  byte[] pixels(int from, int to) {
    return Arrays.copyOfRange(pixels, from * VALUES, to * VALUES);
  }
}
