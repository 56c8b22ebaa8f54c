package org.mollify.runtime.bundle;

import static org.mollify.runtime.bundle.Requirements.quoted;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/** Whether graphs take and give what their roles need, and the likelihood fits its graph. */
final class RoleCheck {
  /** Outputs by meaning that a role may have. */
  private static final Map<String, Set<String>> ROLES =
      Map.of(
          "sample", Set.of("x"),
          "decode", Set.of("x"),
          "encode", Set.of("z"),
          "loglik", Set.of("log_likelihood", "core_log_likelihood", "log_weights", "z"));

  private final Requirements requirements;

  RoleCheck(Requirements requirements) {
    this.requirements = requirements;
  }

  /** Checks graphs and likelihood of a manifest whose files are checked. */
  void check(BundleManifest m) throws BundleException {
    require(
        m.graphs().containsKey("sample"),
        "graphs has no role sample; every bundle needs sample and loglik");
    require(
        m.graphs().containsKey("loglik"),
        "graphs has no role loglik; every bundle needs sample and loglik");
    for (var entry : m.graphs().entrySet()) {
      check(entry.getKey(), entry.getValue(), m.files().keySet());
    }
    check(m.likelihood(), m.graphs().get("loglik"));
  }

  private void check(String role, Graph graph, Set<String> files) throws BundleException {
    require(
        ROLES.containsKey(role),
        "graphs has the unknown role %s; known roles: decode, encode, loglik, sample",
        quoted(role));
    require(graph != null && graph.file() != null, "graphs.%s.file is missing", role);
    require(
        files.contains(graph.file()),
        "graphs.%s.file is %s, which files does not list",
        role,
        quoted(graph.file()));
    require(
        graph.outputs() != null && !graph.outputs().isEmpty(),
        "graphs.%s.outputs is missing",
        role);
    for (String meaning : graph.outputs().keySet()) {
      require(
          ROLES.get(role).contains(meaning),
          "graphs.%s.outputs has the unknown meaning %s; known here: %s",
          role,
          quoted(meaning),
          new TreeSet<>(ROLES.get(role)));
    }
    for (Noise noise : noise(graph)) {
      require(
          noise != null
              && noise.input() != null
              && noise.distribution() != null
              && noise.shape() != null
              && noise.shape().stream().allMatch(d -> d != null && d > 0),
          "graphs.%s.noise has an entry without input, distribution or positive shape",
          role);
    }
    switch (role) {
      case "sample" -> {
        require(graph.outputs().containsKey("x"), "graphs.sample.outputs has no x");
        require(
            graph.dataInput() == null,
            "graphs.sample.dataInput is %s; sampling takes noise alone",
            quoted(graph.dataInput()));
        require(!noise(graph).isEmpty(), "graphs.sample.noise is empty; sampling takes noise");
      }
      case "decode" -> {
        require(graph.outputs().containsKey("x"), "graphs.decode.outputs has no x");
        require(
            graph.dataInput() == null && !noise(graph).isEmpty(),
            "graphs.decode takes z through its noise inputs and no dataInput");
      }
      case "encode" -> {
        require(graph.outputs().containsKey("z"), "graphs.encode.outputs has no z");
        require(graph.dataInput() != null, "graphs.encode.dataInput is missing");
      }
      default -> {
        require(graph.dataInput() != null, "graphs.loglik.dataInput is missing");
        require(
            graph.outputs().containsKey("log_likelihood")
                != graph.outputs().containsKey("log_weights"),
            "graphs.loglik.outputs needs exactly one of log_likelihood and log_weights");
      }
    }
  }

  private void check(Likelihood likelihood, Graph loglik) throws BundleException {
    require(likelihood != null && likelihood.kind() != null, "likelihood.kind is missing");
    require(
        Set.of("exact", "lower-bound", "undequantised").contains(likelihood.kind()),
        "likelihood.kind is %s; expected exact, lower-bound or undequantised",
        quoted(likelihood.kind()));
    if (!loglik.outputs().containsKey("log_weights")) {
      return;
    }
    Integer perPass = likelihood.samplesPerPass();
    require(
        perPass != null && perPass > 0,
        "likelihood.samplesPerPass is %s; a loglik graph that returns log_weights needs a positive"
            + " number",
        perPass);
    require(!noise(loglik).isEmpty(), "graphs.loglik.noise is empty; log_weights take noise");
    for (Noise noise : noise(loglik)) {
      require(
          !noise.shape().isEmpty() && noise.shape().get(0) == perPass.longValue(),
          "graphs.loglik.noise %s has shape %s; its first size must be likelihood.samplesPerPass,"
              + " %s",
          quoted(noise.input()),
          noise.shape(),
          perPass);
    }
  }

  private static List<Noise> noise(Graph graph) {
    return graph.noise() == null ? List.of() : graph.noise();
  }

  private void require(boolean condition, String message, Object... values) throws BundleException {
    requirements.require(condition, message, values);
  }
}
