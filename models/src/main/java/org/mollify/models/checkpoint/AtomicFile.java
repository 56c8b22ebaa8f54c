package org.mollify.models.checkpoint;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that a reader, or a crash at any moment, sees either the whole new content or
 * what was there before.
 */
public final class AtomicFile {

  static final String TEMPORARY_SUFFIX = ".part";

  private AtomicFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out the stream, closed by the caller
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes to a temporary file beside the target, forces it to the disk, then moves it over the
   * target.
   *
   * @param target the file
   * @param content writes its content
   * @throws IOException naming the target and the cause; the target is then unchanged and no
   *     temporary file remains
   */
  public static void write(Path target, Content content) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY_SUFFIX);
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(temporary, e);
      throw new IOException(
          "cannot write %s: %s; nothing was changed there".formatted(target, reason(e)), e);
    } catch (RuntimeException e) {
      remove(temporary, e);
      throw e;
    }
  }

  private static void remove(Path temporary, Exception cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException file) {
      return "%s is a file, not a folder".formatted(file.getFile());
    }
    if (e instanceof AccessDeniedException file) {
      return "no permission for %s".formatted(file.getFile());
    }
    if (e instanceof FileSystemException file && file.getReason() == null) {
      // The message of such an exception is a path and nothing else.
      return "%s of %s".formatted(e.getClass().getSimpleName(), file.getFile());
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
