package org.mollify.runtime;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.graph.BatchSize;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.RoleGraph;
import org.mollify.runtime.graph.SessionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The graphs of a bundle in ONNX Runtime: each file loaded once, whatever roles it serves. */
final class LoadedGraphs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedGraphs.class);

  private final Provider provider;
  private final Collection<OnnxGraph> graphs;
  private final Map<String, RoleGraph> roles;

  private LoadedGraphs(
      Provider provider, Collection<OnnxGraph> graphs, Map<String, RoleGraph> roles) {
    this.provider = provider;
    this.graphs = List.copyOf(graphs);
    this.roles = Map.copyOf(roles);
  }

  /**
   * Loads all graphs on the provider of the options, or on the CPU where that may stand in for it.
   *
   * @throws IOException when a graph cannot be loaded or is not what the manifest says, or the
   *     provider is not available and may not fall back to the CPU
   */
  static LoadedGraphs load(Bundle bundle, RuntimeOptions options) throws IOException {
    Provider provider = ProviderChoice.choose(options);
    try {
      return load(bundle, options, provider);
    } catch (BundleException e) {
      if (provider == Provider.CPU || !options.cpuFallback()) {
        throw e;
      }
      LOG.warn("{} ({}); running on CPU instead", e.getMessage(), bundle.manifest().name());
      return load(bundle, options, Provider.CPU);
    }
  }

  private static LoadedGraphs load(Bundle bundle, RuntimeOptions options, Provider provider)
      throws BundleException {
    BundleManifest manifest = bundle.manifest();
    boolean image = "image".equals(manifest.data().kind());
    int chosen = image ? options.processors() : 1;
    int threads = options.intraOpThreads() == 0 ? chosen : options.intraOpThreads();
    SessionSettings settings = new SessionSettings(provider, options.deviceId(), threads);
    Map<String, OnnxGraph> byFile = new HashMap<>();
    Map<String, RoleGraph> roles = new HashMap<>();
    try {
      for (Map.Entry<String, BundleManifest.Graph> entry : manifest.graphs().entrySet()) {
        String role = entry.getKey();
        BundleManifest.Graph spec = entry.getValue();
        OnnxGraph graph = byFile.get(spec.file());
        if (graph == null) {
          graph = OnnxGraph.open(bundle.graphFile(role), settings);
          byFile.put(spec.file(), graph);
        }
        BatchSize batch =
            BatchSize.choose(
                scalarsPerRow(manifest, role, spec), image, provider, options.batchRows());
        roles.put(role, new RoleGraph(role, spec, graph, manifest.data().shape(), batch));
      }
      return new LoadedGraphs(provider, byFile.values(), roles);
    } catch (BundleException | RuntimeException e) {
      byFile.values().forEach(OnnxGraph::close);
      throw e;
    }
  }

  private static long scalarsPerRow(
      BundleManifest manifest, String role, BundleManifest.Graph spec) {
    Integer samples = manifest.likelihood().samplesPerPass();
    long decoded = role.equals("loglik") && samples != null ? samples : 1;
    long most = Math.multiplyExact(decoded, manifest.data().dimensions());
    if (spec.noise() != null) {
      for (BundleManifest.Noise noise : spec.noise()) {
        most = Math.max(most, noise.dimensions());
      }
    }
    return most;
  }

  /** Where they run. */
  Provider provider() {
    return provider;
  }

  /** The graph of a role, null where the bundle has none. */
  RoleGraph role(String role) {
    return roles.get(role);
  }

  @Override
  public void close() {
    graphs.forEach(OnnxGraph::close);
  }
}
