package org.mollify.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.RuntimeOptions;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** The models of a server by name; the first is the default. */
public final class ModelRegistry implements AutoCloseable {
  private final Map<String, GenerativeModel> models = new LinkedHashMap<>();

  private ModelRegistry() {}

  /**
   * Opens all bundles of a configuration.
   *
   * @throws InvalidConfigException when two models share a name or a bundle is unproven and such
   *     are not allowed
   * @throws IOException when a bundle cannot be opened
   */
  static ModelRegistry open(ServerConfig config) throws IOException {
    RuntimeOptions options =
        RuntimeOptions.defaults()
            .withProvider(config.provider())
            .withCpuFallback(config.cpuFallback());
    ModelRegistry registry = new ModelRegistry();
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

  /**
   * The model of a name.
   *
   * @throws ProblemException with status 404 that names the models there are
   */
  public GenerativeModel get(String name) {
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
    return model;
  }

  @Override
  public void close() {
    models.values().forEach(GenerativeModel::close);
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
