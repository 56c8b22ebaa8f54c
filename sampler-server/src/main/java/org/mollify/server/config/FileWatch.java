package org.mollify.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at small files from time to time, and acts when what they hold has changed. Contents are
 * compared, not times: secrets that a cluster mounts change by a symbolic link. What changed has to
 * be the same at two looks, so that a file is not taken half-written. A change that cannot be used
 * is logged once, and what was before stays.
 */
public final class FileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  /** What to do with files that have changed. */
  public interface Reload {
    /**
     * Takes what the files hold now.
     *
     * @throws IOException when it cannot be used
     */
    void run() throws IOException;
  }

  private static final class Watched {
    private final String what;
    private final List<Path> files;
    private final Reload reload;
    private String seen;
    private String taken;

    Watched(String what, List<Path> files, Reload reload) {
      this.what = what;
      this.files = List.copyOf(files);
      this.reload = reload;
      this.seen = digest(files);
      this.taken = seen;
    }
  }

  private final List<Watched> watched = new ArrayList<>();

  /**
   * Adds files, as they are now.
   *
   * @param what what they hold, for the log
   * @param files the files
   * @param reload what to do when one has changed
   */
  public synchronized void add(String what, List<Path> files, Reload reload) {
    watched.add(new Watched(what, files, reload));
  }

  /** Whether there is nothing to look at. */
  public synchronized boolean isEmpty() {
    return watched.isEmpty();
  }

  /** Looks at all files now. Nothing that goes wrong with one keeps the next look from it. */
  public synchronized void look() {
    for (Watched one : watched) {
      try {
        look(one);
      } catch (Throwable e) {
        LOG.error("cannot look at the {}", one.what, e);
      }
    }
  }

  private static void look(Watched one) {
    String digest = digest(one.files);
    boolean settled = digest.equals(one.seen);
    one.seen = digest;
    if (settled && !digest.equals(one.taken)) {
      one.taken = digest;
      take(one);
    }
  }

  private static void take(Watched one) {
    try {
      one.reload.run();
      LOG.info("took the new {}", one.what);
    } catch (IOException | RuntimeException e) {
      LOG.warn("kept the old {}, the new one cannot be used: {}", one.what, e.getMessage());
    } catch (Throwable e) {
      LOG.error("kept the old {}, the new one cannot be used", one.what, e);
    }
  }

  private static String digest(List<Path> files) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        try {
          sha.update(Files.readAllBytes(file));
        } catch (IOException e) {
          sha.update((byte) 0); // Not there now, as between a deletion and a new file.
        }
        sha.update(file.toString().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
