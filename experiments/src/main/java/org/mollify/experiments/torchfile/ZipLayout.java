package org.mollify.experiments.torchfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mollify.trainer.data.InvalidDataException;

/**
 * The zip format: below one folder, {@code data.pkl} and for each storage {@code data/KEY}; since
 * torch 2.0 also {@code byteorder}.
 */
final class ZipLayout implements TorchFile.Layout, AutoCloseable {

  private static final String PICKLE = "data.pkl";
  private static final long LARGEST_PICKLE = 64L << 20;

  private final ZipFile zip;
  private final String folder;
  private final Object content;
  private final Path path;

  private ZipLayout(ZipFile zip, String folder, Object content, Path path) {
    this.zip = zip;
    this.folder = folder;
    this.content = content;
    this.path = path;
  }

  static ZipLayout open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new InvalidDataException(
          "%s is a damaged or cut off zip file: %s".formatted(path, e.getMessage()), e);
    }
    try {
      List<String> pickles =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
              .toList();
      if (pickles.size() != 1) {
        throw new InvalidDataException(
            "%s is a zip file, but none of torch.save: it holds %d entries %s"
                .formatted(path, pickles.size(), PICKLE));
      }
      String name = pickles.get(0);
      String folder = name.substring(0, name.length() - PICKLE.length());
      ZipEntry order = zip.getEntry(folder + "byteorder");
      if (order != null) {
        String text = new String(bytes(zip, order, 16, path), StandardCharsets.US_ASCII).strip();
        if (!text.equals("little")) {
          throw new InvalidDataException(
              "%s was written on a machine of byte order %s; little can be read"
                  .formatted(path, text));
        }
      }
      byte[] pickle = bytes(zip, zip.getEntry(name), LARGEST_PICKLE, path);
      return new ZipLayout(
          zip, folder, PickleMachine.run(ByteBuffer.wrap(pickle), path.toString()), path);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteBuffer elements(StorageReference storage) throws IOException {
    String name = folder + "data/" + storage.key();
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new InvalidDataException("%s is damaged: it lacks %s".formatted(path, name));
    }
    byte[] bytes = bytes(zip, entry, storage.bytes(), path);
    if (bytes.length != storage.bytes()) {
      throw new InvalidDataException(
          "%s is damaged: %s has %d bytes, expected %d"
              .formatted(path, name, bytes.length, storage.bytes()));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** An entry's content; one that unpacks to more than it may is refused before it is unpacked. */
  private static byte[] bytes(ZipFile zip, ZipEntry entry, long most, Path path)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      if (most > Integer.MAX_VALUE - 8) {
        throw new InvalidDataException("%s is too large to be held".formatted(path));
      }
      byte[] bytes = in.readNBytes((int) most);
      if (in.read() >= 0) {
        throw new InvalidDataException(
            "%s is damaged: %s has more than the expected %d bytes"
                .formatted(path, entry.getName(), most));
      }
      return bytes;
    } catch (ZipException e) {
      throw new InvalidDataException(
          "%s is damaged: %s: %s".formatted(path, entry.getName(), e.getMessage()), e);
    }
  }
}
