package org.mollify.trainer.data.image;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.InvalidDataException;

/** Finds the folder of a named set below the data folder. */
final class NamedFolder {

  private NamedFolder() {}

  /**
   * Finds it.
   *
   * @param request says where the data folder is
   * @param name name of the set and of its folder
   * @param source what to unpack there
   * @throws InvalidDataException if there is no such folder
   */
  static Path locate(DataRequest request, String name, String source) throws InvalidDataException {
    Path data = request.resolvedDataDir();
    if (data == null) {
      throw new InvalidDataException(
          "%s is read from a folder: unpack %s into DIR/%s and give --data-dir DIR, or set MOLLIFY_DATA"
              .formatted(name, source, name));
    }
    Path folder = data.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new InvalidDataException(
          "the folder %s is missing; unpack %s there".formatted(folder, source));
    }
    return folder;
  }
}
