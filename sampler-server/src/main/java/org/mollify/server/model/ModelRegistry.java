package org.mollify.server.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;
import org.mollify.server.metrics.ServerMetrics;
import org.mollify.server.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a server by name: those of the configuration in its order, then those of the models
 * folder. The first is the default. Versions come and go while requests are answered; all changes
 * are made by one thread, one after another.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

  /** Null when there is none. */
  private final ModelsFolder folder;

  private final ModelLoader loader;
  private final ModelChanges changes = new ModelChanges();

  /** Replaced whole, read without a lock. */
  private volatile Map<String, ModelSlot> slots = Map.of();

  private final Duration stopTimeout;

  /** When it began to stop, on the clock of {@link System#nanoTime}; null before. */
  private volatile Long stoppingSince;

  private ModelRegistry(ModelsFolder folder, ModelLoader loader, Duration stopTimeout) {
    this.folder = folder;
    this.loader = loader;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Opens all bundles of a configuration, and those in its models folder.
   *
   * @param config what to serve
   * @param threads what models run on
   * @param metrics meters of the server
   * @throws InvalidConfigException when two models share a name, a bundle of the configuration is
   *     unproven and such are not allowed, or the folder is none or cannot be read
   * @throws IOException when a bundle of the configuration cannot be opened; a bad bundle in the
   *     folder is reported and the others are served
   */
  public static ModelRegistry open(
      ServerConfig config, ServingThreads threads, ServerMetrics metrics) throws IOException {
    Path path = config.serving().modelsFolder();
    if (path != null && ModelsFolder.problem(path).isPresent()) {
      throw new InvalidConfigException(
          "cannot serve", List.of(ModelsFolder.problem(path).orElseThrow()));
    }
    ModelRegistry registry =
        new ModelRegistry(
            path == null ? null : new ModelsFolder(path),
            new ModelLoader(config, threads, metrics),
            config.stopTimeout());
    try {
      for (ModelEntry entry : config.models()) {
        registry.add(entry);
      }
      if (registry.folder != null) {
        registry.lookAtFolder();
        long every = config.serving().watchInterval().toMillis();
        if (every > 0) {
          registry.changes.repeat(every, registry::watch);
        }
      }
      return registry;
    } catch (IOException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** Names, the default first. */
  public List<String> names() {
    return new ArrayList<>(slots.keySet());
  }

  /**
   * Name of the default model.
   *
   * @throws ProblemException with status 404 when there is no model
   */
  public String defaultName() {
    return slots.keySet().stream().findFirst().orElseThrow(NoModel::atAll);
  }

  /** How each model is, the default first. */
  public List<ModelStatus> statuses() {
    return slots.values().stream().map(ModelSlot::status).toList();
  }

  /** Whether the server takes requests: it is not stopping, and some model has room. */
  public boolean accepts() {
    return !changes.isStopping()
        && slots.values().stream()
            .flatMap(slot -> slot.served().stream())
            .anyMatch(ServedModel::hasRoom);
  }

  /** From now on the server is not ready and begins no change of models: it is about to stop. */
  public void beginStop() {
    stoppingSince = System.nanoTime();
    changes.beginStop();
  }

  /**
   * Leases the version of a model that is served now.
   *
   * @throws ProblemException with status 404 that names the models there are
   */
  public ModelLease lease(String name) {
    return lease(name, null);
  }

  /** Leases the version of a model that is served now, if there is one. */
  public Optional<ModelLease> leaseIfServed(String name) {
    return Optional.ofNullable(slots.get(name)).flatMap(ModelSlot::lease);
  }

  /**
   * Leases a version of a model.
   *
   * @param version the version, null for the one that is served now
   * @throws ProblemException with status 404 that names the models or the version there are
   */
  public ModelLease lease(String name, String version) {
    ModelSlot slot = slot(name);
    ModelLease lease = slot.lease().orElseThrow(() -> NoModel.served(slot.status()));
    if (version != null && !version.equals(lease.version())) {
      String served = lease.version();
      lease.close();
      throw NoModel.ofVersion(name, version, served);
    }
    return lease;
  }

  /**
   * Opens the newest bundle of a model, also one that was unloaded or is not known yet.
   *
   * @return completes when it is served, or with an {@link IOException} that says why it is not;
   *     what was served before still is then
   * @throws ProblemException with status 404 when there is no such model
   */
  public CompletableFuture<ModelStatus> load(String name) {
    return changes.make(
        () -> {
          if (!slots.containsKey(name) && folder != null) {
            lookAtFolder();
          }
          ModelSlot slot = slot(name);
          slot.reload();
          return slot.status();
        });
  }

  /**
   * Stops serving a model until it is loaded again; requests in flight finish.
   *
   * @return completes when no new request gets it
   */
  public CompletableFuture<ModelStatus> unload(String name) {
    return changes.make(
        () -> {
          ModelSlot slot = slot(name);
          slot.unload();
          return slot.status();
        });
  }

  /** Looks at the models folder now; completes when what was found is served. */
  public CompletableFuture<Void> look() {
    return changes.make(
        () -> {
          lookAtFolder();
          return null;
        });
  }

  /**
   * Unloads all models. Where one is being loaded, that is waited for as long as is left of the
   * time that the server has to stop, and for a second at least.
   */
  @Override
  public void close() {
    if (stoppingSince == null) {
      beginStop();
    }
    Duration left = stopTimeout.minusNanos(System.nanoTime() - stoppingSince);
    changes.close(
        left.compareTo(LEAST_PATIENCE) > 0 ? left : LEAST_PATIENCE,
        () -> slots.values().forEach(ModelRegistry::unloadLast));
  }

  /** No model that fails to close keeps the others open. */
  private static void unloadLast(ModelSlot slot) {
    try {
      slot.unload();
    } catch (RuntimeException e) {
      LOG.warn("model {} was not closed in good order", slot.name(), e);
    }
  }

  private void add(ModelEntry entry) throws IOException {
    ModelSource source = new ModelSource(entry.path());
    List<Candidate> candidates = source.candidates();
    Candidate wanted =
        candidates.isEmpty() ? new Candidate("1", entry.path(), "") : candidates.get(0);
    ServedModel model = loader.load(entry.name(), wanted);
    String name = entry.name() == null ? model.model().manifest().name() : entry.name();
    if (slots.containsKey(name)) {
      model.retire();
      throw new InvalidConfigException(
          "cannot serve",
          List.of("two models are called \"" + name + "\"; give one of them another name"));
    }
    ModelSlot slot = new ModelSlot(name, source, loader);
    slot.serve(model, wanted.signature());
    Map<String, ModelSlot> more = new LinkedHashMap<>(slots);
    more.put(name, slot);
    slots = more;
  }

  private void watch() {
    try {
      lookAtFolder();
    } catch (IOException e) {
      folder.tell(folder.path(), e);
    }
  }

  /** Follows what lies in the models folder: new models, new versions, and models that went. */
  private void lookAtFolder() throws IOException {
    ModelsFolder.Look look = folder.look();
    Map<String, ModelSlot> next = new LinkedHashMap<>();
    List<ModelSlot> gone = new ArrayList<>();
    slots.forEach(
        (name, slot) -> {
          if (!slot.isIn(folder.path()) || look.mayHave(name)) {
            next.put(name, slot);
          } else {
            gone.add(slot);
          }
        });
    look.models()
        .forEach(
            (name, source) ->
                next.computeIfAbsent(name, fresh -> new ModelSlot(fresh, source, loader)));
    slots = next;
    gone.forEach(ModelSlot::unload);
    for (String name : look.models().keySet()) {
      ModelSlot slot = next.get(name);
      if (slot.isIn(folder.path()) && !changes.isStopping()) {
        follow(slot);
      }
    }
  }

  private void follow(ModelSlot slot) {
    try {
      slot.follow();
    } catch (IOException e) {
      folder.tell(folder.path().resolve(slot.name()), e);
    }
  }

  private ModelSlot slot(String name) {
    Map<String, ModelSlot> known = slots;
    ModelSlot slot = known.get(name);
    if (slot == null) {
      throw NoModel.named(name, known.keySet());
    }
    return slot;
  }
}
