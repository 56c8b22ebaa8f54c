package org.mollify.server.model;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.mollify.runtime.bundle.BundleManifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the bundles of one model lie: in the folder itself, or one in each of its sub-folders,
 * which are versions. The highest version is wanted: versions are compared as numbers where both
 * are numbers, and as text otherwise.
 */
final class ModelSource {
  private static final Logger LOG = LoggerFactory.getLogger(ModelSource.class);

  private static final String ONLY_VERSION = "1";
  private static final Comparator<Candidate> HIGHEST_FIRST =
      Comparator.comparing(Candidate::version, ModelSource::compareVersions).reversed();

  private final Path folder;

  ModelSource(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /**
   * The bundles there are, the wanted one first; folders without a manifest, as while they are
   * copied, are none. Versions that cannot be read now are among them as such.
   *
   * @throws IOException when the folder cannot be read
   */
  List<Candidate> candidates() throws IOException {
    if (hasManifest(folder)) {
      return List.of(new Candidate(ONLY_VERSION, folder, signature(folder)));
    }
    List<Candidate> found = new ArrayList<>();
    if (!is(folder, BasicFileAttributes::isDirectory)) {
      return found;
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(folder)) {
      for (Path version : versions) {
        String name = version.getFileName().toString();
        if (name.startsWith(".")) {
          continue;
        }
        try {
          if (hasManifest(version)) {
            found.add(new Candidate(name, version, signature(version)));
          }
        } catch (IOException e) {
          LOG.debug("version {} cannot be read", version, e);
          found.add(Candidate.unreadable(name, version));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(HIGHEST_FIRST);
    return found;
  }

  private static boolean hasManifest(Path folder) throws IOException {
    return is(folder, BasicFileAttributes::isDirectory)
        && is(folder.resolve(BundleManifest.FILE_NAME), BasicFileAttributes::isRegularFile);
  }

  /** What is not there is nothing; what cannot be looked at might be anything. */
  private static boolean is(Path path, Predicate<BasicFileAttributes> kind) throws IOException {
    try {
      return kind.test(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static String signature(Path bundle) throws IOException {
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(bundle)) {
      for (Path file : entries) {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        files.add(
            "%s:%d:%s:%s"
                .formatted(file.getFileName(), is.size(), is.lastModifiedTime(), is.fileKey()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      // A file that goes away meanwhile is a change that the next look sees.
      files.add("changing");
    }
    files.sort(null);
    return String.join("|", files);
  }

  private static int compareVersions(String a, String b) {
    if (isNumber(a) && isNumber(b)) {
      return new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b));
    }
    return a.compareTo(b);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
