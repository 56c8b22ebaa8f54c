package org.mollify.server.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mollify.server.NearestName;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;
import org.mollify.server.metrics.ServerMetrics;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a server by name: those of the configuration in its order, then those of the models
 * folder. The first is the default. Versions come and go while requests are answered; all changes
 * are made by one thread, one after another.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

  private final Path folder;
  private final ModelLoader loader;
  private final ScheduledExecutorService changes =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "model-loader"));

  /** Replaced whole, read without a lock. */
  private volatile Map<String, ModelSlot> slots = Map.of();

  private volatile boolean stopping;

  private ModelRegistry(Path folder, ModelLoader loader) {
    this.folder = folder;
    this.loader = loader;
  }

  /**
   * Opens all bundles of a configuration, and those in its models folder.
   *
   * @param config what to serve
   * @param threads what models run on
   * @param metrics meters of the server
   * @throws InvalidConfigException when two models share a name or a bundle of the configuration is
   *     unproven and such are not allowed
   * @throws IOException when a bundle of the configuration cannot be opened, or the folder cannot
   *     be read; a bad bundle in the folder is reported and the others are served
   */
  public static ModelRegistry open(
      ServerConfig config, ServingThreads threads, ServerMetrics metrics) throws IOException {
    ModelRegistry registry =
        new ModelRegistry(
            config.serving().modelsFolder(), new ModelLoader(config, threads, metrics));
    try {
      for (ModelEntry entry : config.models()) {
        registry.add(entry);
      }
      if (registry.folder != null) {
        registry.lookAtFolder();
        long every = config.serving().watchInterval().toMillis();
        if (every > 0) {
          registry.changes.scheduleWithFixedDelay(
              registry::watch, every, every, TimeUnit.MILLISECONDS);
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
    return slots.keySet().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_MODEL,
                    "no model is loaded; put a bundle into the models folder of the server"));
  }

  /** How each model is, the default first. */
  public List<ModelStatus> statuses() {
    return slots.values().stream().map(ModelSlot::status).toList();
  }

  /** Whether the server takes requests: it is not stopping, and some model has room. */
  public boolean accepts() {
    return !stopping
        && slots.values().stream()
            .flatMap(slot -> slot.served().stream())
            .anyMatch(ServedModel::hasRoom);
  }

  /** From now on the server is not ready, since it is about to stop. */
  public void beginStop() {
    stopping = true;
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
    ModelLease lease = slot.lease().orElseThrow(() -> notServed(slot));
    if (version != null && !version.equals(lease.version())) {
      String served = lease.version();
      lease.close();
      throw new ProblemException(
          ProblemType.NO_MODEL,
          "model \"%s\" has no version \"%s\" that is served; version %s is"
              .formatted(name, version, served));
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
    return change(
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
    return change(
        () -> {
          ModelSlot slot = slot(name);
          slot.unload();
          return slot.status();
        });
  }

  /** Looks at the models folder now; completes when what was found is served. */
  public CompletableFuture<Void> look() {
    return change(
        () -> {
          lookAtFolder();
          return null;
        });
  }

  @Override
  public void close() {
    stopping = true;
    changes.shutdown();
    try {
      changes.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    slots.values().forEach(ModelSlot::unload);
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
    } catch (IOException | RuntimeException e) {
      LOG.warn("the models folder {} cannot be read: {}", folder, e.getMessage());
    }
  }

  /** Follows what lies in the models folder: new models, new versions, and models that went. */
  private void lookAtFolder() throws IOException {
    Map<String, ModelSlot> found = new TreeMap<>();
    for (ModelSource source : ModelSource.in(folder)) {
      String name = source.folder().getFileName().toString();
      ModelSlot known = slots.get(name);
      found.put(name, known == null ? new ModelSlot(name, source, loader) : known);
    }
    Map<String, ModelSlot> next = new LinkedHashMap<>();
    for (Map.Entry<String, ModelSlot> entry : slots.entrySet()) {
      if (!entry.getValue().isIn(folder) || found.containsKey(entry.getKey())) {
        next.put(entry.getKey(), entry.getValue());
      } else {
        entry.getValue().unload();
      }
    }
    found.forEach(next::putIfAbsent);
    slots = next;
    for (ModelSlot slot : found.values()) {
      if (slot.isIn(folder)) {
        slot.follow();
      }
    }
  }

  private ModelSlot slot(String name) {
    Map<String, ModelSlot> known = slots;
    ModelSlot slot = known.get(name);
    if (slot == null) {
      throw new ProblemException(
          ProblemType.NO_MODEL,
          "there is no model \""
              + name
              + "\""
              + NearestName.suggestion(name, known.keySet())
              + "; models: "
              + String.join(", ", known.keySet()));
    }
    return slot;
  }

  private static ProblemException notServed(ModelSlot slot) {
    ModelStatus status = slot.status();
    return new ProblemException(
        ProblemType.NO_MODEL,
        "model \"%s\" is not served: it is %s%s"
            .formatted(
                slot.name(),
                status.state().label(),
                status.problem() == null ? "" : "; /health/ready says why"));
  }

  /** What changes models. */
  @FunctionalInterface
  private interface Change<T> {
    T make() throws IOException;
  }

  private <T> CompletableFuture<T> change(Change<T> change) {
    CompletableFuture<T> result = new CompletableFuture<>();
    changes.execute(
        () -> {
          try {
            result.complete(change.make());
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
