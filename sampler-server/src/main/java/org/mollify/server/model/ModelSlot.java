package org.mollify.server.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.server.config.InvalidConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one model in the registry. What stands in it is replaced whole: a new version takes
 * it when it is ready, and the old one ends with its last request. Changed by one thread at a time;
 * leased from by all.
 */
final class ModelSlot {
  private static final Logger LOG = LoggerFactory.getLogger(ModelSlot.class);

  private final String name;
  private final ModelSource source;
  private final ModelLoader loader;

  /** Bundles that could not be opened, by signature: they are not tried again until they change. */
  private final Set<String> bad = new HashSet<>();

  private String servedSignature;
  private volatile ServedModel served;
  private volatile ModelState state = ModelState.LOADING;
  private volatile String problem;

  ModelSlot(String name, ModelSource source, ModelLoader loader) {
    this.name = name;
    this.source = source;
    this.loader = loader;
  }

  String name() {
    return name;
  }

  ModelStatus status() {
    ServedModel now = served;
    return new ModelStatus(name, state, now == null ? null : now.version(), problem);
  }

  /** The version that is served, if any. */
  Optional<ServedModel> served() {
    return Optional.ofNullable(served);
  }

  /** A lease on the version that is served now, if any. */
  Optional<ModelLease> lease() {
    // A version that was retired between both steps has a successor, or there is none.
    for (ServedModel now = served; now != null; now = served) {
      Optional<ModelLease> lease = now.lease();
      if (lease.isPresent()) {
        return lease;
      }
    }
    return Optional.empty();
  }

  /**
   * Serves the wanted bundle, unless it is served already or could not be opened before.
   *
   * @throws IOException when the folder cannot be read
   */
  void follow() throws IOException {
    if (state != ModelState.UNLOADED) {
      serveFirstOf(source.candidates(), false);
    }
  }

  /**
   * Opens the wanted bundle, also when it is served already or could not be opened before.
   *
   * @throws BundleException when there is no bundle or it cannot be opened; what was served still
   *     is
   * @throws IOException when the folder cannot be read
   */
  void reload() throws IOException {
    bad.clear();
    List<Candidate> candidates = source.candidates();
    if (candidates.isEmpty()) {
      throw new BundleException("there is no bundle of model \"" + name + "\"");
    }
    serveFirstOf(candidates.subList(0, 1), true);
    if (problem != null) {
      throw new BundleException(problem);
    }
  }

  /** Takes a version whose turn has not come by itself. */
  void serve(ServedModel fresh, String signature) {
    ServedModel old = served;
    served = fresh;
    servedSignature = signature;
    state = ModelState.READY;
    if (old != null) {
      old.retire();
    }
    fresh.publish();
  }

  /** Stops serving the model. */
  void unload() {
    ServedModel old = served;
    served = null;
    servedSignature = null;
    state = ModelState.UNLOADED;
    problem = null;
    if (old != null) {
      old.retire();
      LOG.info("model {} version {} is unloaded", name, old.version());
    }
  }

  /** Whether the model lies in a folder of models. */
  boolean isIn(Path folder) {
    return folder != null && folder.equals(source.folder().getParent());
  }

  private void serveFirstOf(List<Candidate> candidates, boolean again) {
    String newestProblem = null;
    for (Candidate candidate : candidates) {
      if (!candidate.isReadable()) {
        newestProblem = newestProblem == null ? unreadable(candidate) : newestProblem;
        if (served != null && served.version().equals(candidate.version())) {
          break;
        }
        continue;
      }
      if (!again && candidate.signature().equals(servedSignature)) {
        break;
      }
      if (bad.contains(candidate.signature())) {
        newestProblem = newestProblem == null ? problem : newestProblem;
        continue;
      }
      try {
        ServedModel fresh = loader.load(name, candidate);
        serve(fresh, candidate.signature());
        LOG.info("model {} is served from version {}", name, candidate.version());
        break;
      } catch (Throwable e) {
        bad.add(candidate.signature());
        String reason = reason(candidate, e);
        newestProblem = newestProblem == null ? reason : newestProblem;
        LOG.warn(
            "version {} of model {} is not served: {}; {}",
            candidate.version(),
            name,
            reason,
            served == null ? "no version is" : "version " + served.version() + " still is");
      }
    }
    problem = newestProblem;
    if (served == null && !candidates.isEmpty()) {
      state = ModelState.FAILED;
    }
  }

  private String unreadable(Candidate candidate) {
    return "bundle " + name + "/" + candidate.version() + " cannot be read";
  }

  /** The reason without the place on this machine, which is nobody else's business. */
  private String reason(Candidate candidate, Throwable failure) {
    String known = name + "/" + candidate.version();
    if (failure instanceof BundleException || failure instanceof InvalidConfigException) {
      return String.valueOf(failure.getMessage()).replace(candidate.folder().toString(), known);
    }
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("bundle {} cannot be opened, reference {}", known, reference, failure);
    return "bundle "
        + known
        + " cannot be opened; the server's log says why under reference "
        + reference;
  }
}
