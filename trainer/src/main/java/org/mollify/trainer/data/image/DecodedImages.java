package org.mollify.trainer.data.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.mollify.models.checkpoint.AtomicFile;

/**
 * Image files, decoded in parallel into one file of bytes that is mapped, and kept: the next run
 * over the same files maps it at once. The folder is that of the variable {@code MOLLIFY_CACHE}, or
 * one below the system's temporary folder.
 *
 * @param store the images, in the order of the files; those that cannot be read are black
 * @param sha256 digest over the digests of all files, in order
 * @param unreadable why files cannot be read, by place
 */
record DecodedImages(PixelStore store, String sha256, TreeMap<Integer, String> unreadable) {

  /** The environment variable that names the folder. */
  static final String FOLDER_VARIABLE = "MOLLIFY_CACHE";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Makes an image of a file's bytes; fails where they are none. */
  @FunctionalInterface
  interface Decoder {
    Picture decode(byte[] bytes) throws IOException;
  }

  /** What is kept beside the pixels. */
  private record Notes(String sha256, TreeMap<Integer, String> unreadable) {}

  /**
   * Decodes files, or takes what was decoded before.
   *
   * @param name of the set, for the file
   * @param files in order
   * @param shape of every image
   * @param recipe what the decoder does, in words: another one is another file
   * @param decoder makes an image of that shape
   */
  static DecodedImages of(
      String name, List<Path> files, ImageShape shape, String recipe, Decoder decoder)
      throws IOException {
    Path folder = folder();
    Files.createDirectories(folder);
    String key = key(files, shape, recipe);
    Path pixels = folder.resolve(name + "-" + key + ".pixels");
    Path notes = folder.resolve(name + "-" + key + ".json");
    long bytes = (long) files.size() * shape.values();
    if (!Files.exists(notes) || !Files.exists(pixels) || Files.size(pixels) != bytes) {
      decode(files, shape, decoder, pixels, notes);
    }
    Notes kept = JSON.readValue(notes.toFile(), Notes.class);
    PixelStore store = new PixelStore(shape, shape.values(), 0);
    store.map(pixels, 0, files.size());
    return new DecodedImages(store, kept.sha256, kept.unreadable);
  }

  private static Path folder() {
    String variable = System.getenv(FOLDER_VARIABLE);
    return variable == null || variable.isBlank()
        ? Path.of(
            System.getProperty("java.io.tmpdir"),
            "mollify-cache-" + System.getProperty("user.name"))
        : Path.of(variable);
  }

  /** Names, sizes and times of the files stand for what is in them. */
  private static String key(List<Path> files, ImageShape shape, String recipe) throws IOException {
    MessageDigest digest = newDigest();
    digest.update((shape + recipe).getBytes(StandardCharsets.UTF_8));
    for (Path file : files) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      String line =
          file.toAbsolutePath() + "|" + attributes.size() + "|" + attributes.lastModifiedTime();
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private static void decode(
      List<Path> files, ImageShape shape, Decoder decoder, Path pixels, Path notes)
      throws IOException {
    byte[][] digests = new byte[files.size()][];
    ConcurrentSkipListMap<Integer, String> unreadable = new ConcurrentSkipListMap<>();
    List<IOException> failures = new ArrayList<>();
    Path partial = Files.createTempFile(pixels.getParent(), "partial-", ".pixels");
    try {
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        IntStream.range(0, files.size())
            .parallel()
            .forEach(
                i -> {
                  ByteBuffer image = ByteBuffer.allocate(shape.values());
                  try {
                    byte[] bytes = Files.readAllBytes(files.get(i));
                    digests[i] = newDigest().digest(bytes);
                    try {
                      decoder.decode(bytes).put(image);
                    } catch (IOException e) {
                      unreadable.put(i, String.valueOf(e.getMessage()));
                    }
                    image.clear();
                    write(channel, image, (long) i * shape.values());
                  } catch (IOException e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                  }
                });
      }
      if (!failures.isEmpty()) {
        throw failures.get(0);
      }
      MessageDigest all = newDigest();
      for (byte[] digest : digests) {
        all.update(digest);
      }
      byte[] json =
          JSON.writeValueAsBytes(
              new Notes(HexFormat.of().formatHex(all.digest()), new TreeMap<>(unreadable)));
      AtomicFile.write(notes, out -> out.write(json));
      Files.move(partial, pixels, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
