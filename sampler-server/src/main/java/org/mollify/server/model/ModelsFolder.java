package org.mollify.server.model;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of models: each sub-folder that holds a bundle, or a version that does, is one. One that
 * cannot be read, such as {@code lost+found}, is told of once and keeps nobody from the others.
 */
public final class ModelsFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ModelsFolder.class);

  private final Path path;

  /** What was said last of each sub-folder that cannot be read, and of the folder itself. */
  private final Map<Path, String> said = new HashMap<>();

  /**
   * What lies in the folder.
   *
   * @param models the models by name
   * @param unreadable names of sub-folders that may be models, or may not
   */
  record Look(Map<String, ModelSource> models, Set<String> unreadable) {
    boolean mayHave(String name) {
      return models.containsKey(name) || unreadable.contains(name);
    }
  }

  ModelsFolder(Path path) {
    this.path = path;
  }

  /** Why no models can be served from a folder, in one line; empty when they can. */
  public static Optional<String> problem(Path path) {
    if (!Files.isDirectory(path)) {
      return Optional.of(
          "serving.modelsFolder is "
              + path
              + ", which is "
              + (Files.exists(path) ? "no folder" : "not there")
              + "; create it, or name the folder of the models");
    }
    return Files.isReadable(path) && Files.isExecutable(path)
        ? Optional.empty()
        : Optional.of(
            "serving.modelsFolder is "
                + path
                + ", which this user may not read; allow it, or name another folder");
  }

  Path path() {
    return path;
  }

  /**
   * Looks at the folder.
   *
   * @throws IOException when the folder itself cannot be read
   */
  Look look() throws IOException {
    Map<String, ModelSource> models = new TreeMap<>();
    Set<String> unreadable = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isDirectory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(".")) {
          continue;
        }
        try {
          ModelSource source = new ModelSource(entry);
          if (!source.candidates().isEmpty()) {
            models.put(name, source);
          }
          said.remove(entry);
        } catch (IOException e) {
          unreadable.add(name);
          tell(entry, e);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    said.remove(path);
    return new Look(models, unreadable);
  }

  /** Says that something cannot be read, unless that was said before. */
  void tell(Path unreadable, IOException reason) {
    if (!reason.toString().equals(said.put(unreadable, reason.toString()))) {
      LOG.warn(
          "{} cannot be read, and what is served of it stays as it is: {}",
          unreadable,
          reason.toString());
    }
  }
}
