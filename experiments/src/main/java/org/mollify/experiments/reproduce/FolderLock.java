package org.mollify.experiments.reproduce;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to train in a folder of results: two processes there would train the same runs. */
public final class FolderLock implements AutoCloseable {

  private final Path out;
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(Path out, FileChannel channel, FileLock lock) {
    this.out = out;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder.
   *
   * @param out folder of the results; the lock is {@code runs/lock}
   * @param what what is reproduced, for the message
   * @return the lock, to be closed
   * @throws IOException if another process has it, or the file cannot be made
   */
  public static FolderLock of(Path out, String what) throws IOException {
    Path runs = Files.createDirectories(out.resolve("runs"));
    FileChannel channel =
        FileChannel.open(runs.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new IOException(
            "another process reproduces %s in %s; wait for it, or choose another --out"
                .formatted(what, out));
      }
      return new FolderLock(out, channel, lock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Checks that nobody took the folder meanwhile.
   *
   * @throws IOException if the lock was lost
   */
  public void requireHeld() throws IOException {
    if (!lock.isValid()) {
      throw new IOException("the lock on %s was lost".formatted(out));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
