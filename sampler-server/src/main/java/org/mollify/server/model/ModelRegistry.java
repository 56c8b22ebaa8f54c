package org.mollify.server.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.RuntimeOptions;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.NearestName;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** The models of a server by name; the first is the default. */
public final class ModelRegistry implements AutoCloseable {
  private final Map<String, GenerativeModel> models = new LinkedHashMap<>();
  private final ServerConfig config;
  private final InferencePool pool;

  private ModelRegistry(ServerConfig config) {
    this.config = config;
    this.pool =
        new InferencePool(config.workers(), config.queueSize(), config.stopTimeoutSeconds());
  }

  /**
   * Opens all bundles of a configuration.
   *
   * @throws InvalidConfigException when two models share a name or a bundle is unproven and such
   *     are not allowed
   * @throws IOException when a bundle cannot be opened
   */
  public static ModelRegistry open(ServerConfig config) throws IOException {
    RuntimeOptions options =
        RuntimeOptions.defaults()
            .withProvider(config.provider())
            .withCpuFallback(config.cpuFallback());
    ModelRegistry registry = new ModelRegistry(config);
    try {
      for (ModelEntry entry : config.models()) {
        registry.add(entry, GenerativeModel.open(entry.path(), options), config.allowUnproven());
      }
      return registry;
    } catch (IOException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** Names in the order of the configuration. */
  public List<String> names() {
    return new ArrayList<>(models.keySet());
  }

  /** Name of the default model. */
  public String defaultName() {
    return models.keySet().iterator().next();
  }

  /** Whether work would be taken now. */
  public boolean accepts() {
    return pool.accepts();
  }

  /**
   * Leases the version of a model that is served now.
   *
   * @throws ProblemException with status 404 that names the models there are
   */
  public ModelLease lease(String name) {
    GenerativeModel model = models.get(name);
    if (model == null) {
      throw new ProblemException(
          ProblemType.NO_MODEL,
          "there is no model \""
              + name
              + "\""
              + NearestName.suggestion(name, models.keySet())
              + "; models: "
              + String.join(", ", models.keySet()));
    }
    return new PoolLease(name, model);
  }

  /**
   * Leases a version of a model.
   *
   * @param version the version, null for the one that is served now
   * @throws ProblemException with status 404 that names the models or the version there are
   */
  public ModelLease lease(String name, String version) {
    ModelLease lease = lease(name);
    if (version != null && !version.equals(lease.version())) {
      String served = lease.version();
      lease.close();
      throw new ProblemException(
          ProblemType.NO_MODEL,
          "model \""
              + name
              + "\" has no version \""
              + version
              + "\"; version "
              + served
              + " is served");
    }
    return lease;
  }

  @Override
  public void close() {
    pool.close();
    models.values().forEach(GenerativeModel::close);
  }

  private final class PoolLease implements ModelLease {
    private final String name;
    private final GenerativeModel model;

    PoolLease(String name, GenerativeModel model) {
      this.name = name;
      this.model = model;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public GenerativeModel model() {
      return model;
    }

    @Override
    public ModelLimits limits() {
      return config.limits(name);
    }

    @Override
    public CompletableFuture<Scores> score(double[][] rows, ScoreOptions options) {
      return submit(() -> model.score(rows, options));
    }

    @Override
    public CompletableFuture<double[][]> attribute(double[][] rows, ScoreOptions options) {
      return submit(() -> model.attribute(rows, options));
    }

    @Override
    public CompletableFuture<double[][]> sample(
        long firstIndex, int n, long seed, double temperature) {
      return submit(() -> model.sample(firstIndex, n, seed, temperature));
    }

    @Override
    public CompletableFuture<double[][]> encode(double[][] rows) {
      return submit(() -> model.encode(rows));
    }

    @Override
    public CompletableFuture<double[][]> decode(double[][] latents) {
      return submit(() -> model.decode(latents));
    }

    @Override
    public void close() {}

    private <T> CompletableFuture<T> submit(Callable<T> task) {
      return pool.submit(task);
    }
  }

  private void add(ModelEntry entry, GenerativeModel model, boolean allowUnproven)
      throws InvalidConfigException {
    String name = entry.name() == null ? model.manifest().name() : entry.name();
    String problem = null;
    if (!model.proven() && !allowUnproven) {
      problem =
          "bundle "
              + entry.path()
              + " is unproven: its export did not reproduce the trained model; export it again, or"
              + " allow unproven bundles";
    } else if (models.containsKey(name)) {
      problem = "two models are called \"" + name + "\"; give one of them another name";
    }
    if (problem != null) {
      model.close();
      throw new InvalidConfigException("cannot serve", List.of(problem));
    }
    models.put(name, model);
  }
}
