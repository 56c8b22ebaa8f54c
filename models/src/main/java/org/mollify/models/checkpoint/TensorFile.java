package org.mollify.models.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named arrays in one safetensors file, with its sha256.
 *
 * @param file file name inside its folder
 * @param sha256 lower-case hexadecimal digest of the file
 */
public record TensorFile(String file, String sha256) {

  /**
   * Writes arrays by name.
   *
   * @param path the file, replaced atomically
   * @param arrays the arrays
   * @return name and digest of what was written
   * @throws IOException if the file cannot be written
   */
  static TensorFile write(Path path, Map<String, NDArray> arrays) throws IOException {
    MessageDigest digest = newDigest();
    NDList list = new NDList(arrays.size());
    arrays.forEach(
        (name, array) -> {
          array.setName(name);
          list.add(array);
        });
    AtomicFile.write(
        path,
        out -> {
          OutputStream digesting = new DigestOutputStream(out, digest);
          list.encode(digesting, NDList.Encoding.SAFETENSORS);
          digesting.flush();
        });
    return new TensorFile(path.getFileName().toString(), HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Reads the arrays.
   *
   * @param folder where the file is
   * @param manager owner of the arrays
   * @return arrays by name
   * @throws IOException if the file is missing, or is not the one that was written
   */
  Map<String, NDArray> read(Path folder, NDManager manager) throws IOException {
    Path path = folder.resolve(file);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "%s is missing; the checkpoint that names it cannot be read".formatted(path), e);
    }
    String found = HexFormat.of().formatHex(newDigest().digest(bytes));
    if (!found.equals(sha256)) {
      throw new IOException(
          ("%s was altered or cut short after it was written: expected sha256 %s, found %s in %d"
                  + " bytes; restore the file or train again")
              .formatted(path, sha256, found, bytes.length));
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (NDArray array : NDList.decode(manager, bytes)) {
      arrays.put(array.getName(), array);
    }
    return arrays;
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
