package org.mollify.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;
import org.mollify.server.connection.Tls;
import org.mollify.server.model.ModelsFolder;
import org.mollify.server.security.KeyRing;

/** Looks at every file that a configuration names, without starting anything. */
public final class ServerCheck {
  private ServerCheck() {}

  /**
   * Checks bundles, the folder of models, keys and certificate.
   *
   * @param config the configuration
   * @return what is wrong, one line each; empty when the files can be served
   */
  public static List<String> files(ServerConfig config) {
    List<String> problems = new ArrayList<>();
    check(
        problems,
        config.security().keyFile() != null,
        () -> KeyRing.read(config.security().keyFile()));
    check(problems, config.tls().enabled(), () -> Tls.open(config.tls()));
    Optional.ofNullable(config.serving().modelsFolder())
        .flatMap(ModelsFolder::problem)
        .ifPresent(problems::add);
    Set<String> names = new HashSet<>();
    for (ModelEntry entry : config.models()) {
      try {
        Bundle bundle = Bundle.open(entry.path());
        String name = entry.name() == null ? bundle.manifest().name() : entry.name();
        if (!names.add(name)) {
          problems.add("two models are called \"" + name + "\"; give one of them another name");
        }
        if (!config.allowUnproven() && !Proof.PROVEN.equals(bundle.manifest().proof().status())) {
          problems.add("bundle " + entry.path() + " is unproven; set allowUnproven to serve it");
        }
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
    return problems;
  }

  /** Opens something and drops it. */
  private interface Opening {
    Object open() throws IOException;
  }

  private static void check(List<String> problems, boolean named, Opening opening) {
    if (!named) {
      return;
    }
    try {
      opening.open();
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
  }
}
