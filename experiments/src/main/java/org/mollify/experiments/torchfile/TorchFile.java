package org.mollify.experiments.torchfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mollify.trainer.data.InvalidDataException;

/**
 * A dictionary of tensors written by {@code torch.save}, such as a {@code state_dict}: in the zip
 * format that is the default since torch 1.6, or in the older one.
 */
public final class TorchFile {

  private static final int ZIP = 0x504B0304;

  private TorchFile() {}

  /** The parts of a file: what it says, and where the elements of its storages are. */
  interface Layout {
    Object content();

    /** Little-endian elements of a storage. */
    ByteBuffer elements(StorageReference storage) throws IOException;
  }

  /**
   * Reads all tensors.
   *
   * @param path the file
   * @return tensors by name, in the file's order; entries that are no tensors are left out
   * @throws InvalidDataException with one line if the file is missing, damaged, holds no
   *     dictionary, or asks for anything that a dictionary of tensors does not need
   * @throws IOException if the file cannot be read
   */
  public static Map<String, TorchTensor> read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new InvalidDataException("there is no file " + path);
    }
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new InvalidDataException(
            "%s has %d bytes; at most 2 GiB can be read".formatted(path, channel.size()));
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      boolean zip = bytes.remaining() >= 4 && bytes.getInt(0) == ZIP;
      if (!zip) {
        return tensors(LegacyLayout.of(bytes, path.toString()), path);
      }
      try (ZipLayout layout = ZipLayout.open(path)) {
        return tensors(layout, path);
      }
    }
  }

  private static Map<String, TorchTensor> tensors(Layout layout, Path path) throws IOException {
    if (!(layout.content() instanceof Map<?, ?> entries)) {
      throw new InvalidDataException(path + " holds no dictionary of tensors");
    }
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      if (entry.getValue() instanceof TensorReference tensor) {
        tensors.put((String) entry.getKey(), tensor.read(layout.elements(tensor.storage())));
      }
    }
    return tensors;
  }
}
