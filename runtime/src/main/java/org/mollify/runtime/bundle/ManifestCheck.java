package org.mollify.runtime.bundle;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.bundle.BundleManifest.ComplexityScores;
import org.mollify.runtime.bundle.BundleManifest.Data;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.bundle.BundleManifest.Reference;

/** Completeness and inner consistency of a manifest. */
final class ManifestCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Outputs by meaning that a role may have. */
  private static final Map<String, Set<String>> ROLES =
      Map.of(
          "sample", Set.of("x"),
          "decode", Set.of("x"),
          "encode", Set.of("z"),
          "loglik", Set.of("log_likelihood", "core_log_likelihood", "log_weights", "z"));

  private final Path file;

  private ManifestCheck(Path file) {
    this.file = file;
  }

  static void check(Path file, BundleManifest manifest) throws BundleException {
    new ManifestCheck(file).check(manifest);
  }

  private void check(BundleManifest m) throws BundleException {
    require(
        m.name() != null && NAME.matcher(m.name()).matches(),
        "name is %s; expected letters, digits, '.', '_' and '-' only, since it becomes part of"
            + " URLs",
        quoted(m.name()));
    require(m.model() != null && m.model().name() != null, "model.name is missing");
    require(m.data() != null, "data is missing");
    check(m.data());
    require(m.files() != null && !m.files().isEmpty(), "files is missing or empty");
    for (var entry : m.files().entrySet()) {
      require(
          NAME.matcher(entry.getKey()).matches(),
          "files names %s; expected a plain file name inside the bundle",
          quoted(entry.getKey()));
      require(
          entry.getValue() != null
              && entry.getValue().sha256() != null
              && SHA256.matcher(entry.getValue().sha256()).matches(),
          "files.%s.sha256 is not a lower-case sha256 digest",
          entry.getKey());
    }
    require(m.graphs() != null, "graphs is missing");
    require(
        m.graphs().containsKey("sample"),
        "graphs has no role sample; every bundle needs sample and loglik");
    require(
        m.graphs().containsKey("loglik"),
        "graphs has no role loglik; every bundle needs sample and loglik");
    for (var entry : m.graphs().entrySet()) {
      check(entry.getKey(), entry.getValue(), m);
    }
    check(m.likelihood(), m.graphs().get("loglik"));
    if (m.calibration() != null) {
      check(m.calibration());
      if (m.calibration().complexity() != null) {
        check(m.calibration().complexity(), m);
      }
    }
    if (m.reference() != null) {
      check(m.reference(), m.data());
    }
    require(m.proof() != null && m.proof().status() != null, "proof.status is missing");
    require(
        Set.of(Proof.PROVEN, Proof.UNPROVEN, Proof.PENDING).contains(m.proof().status()),
        "proof.status is %s; expected proven or unproven",
        quoted(m.proof().status()));
  }

  private void check(Data data) throws BundleException {
    require(
        data.shape() != null
            && !data.shape().isEmpty()
            && data.shape().stream().allMatch(d -> d != null && d > 0),
        "data.shape is %s; expected positive sizes",
        data.shape());
    if ("vector".equals(data.kind())) {
      require(data.shape().size() == 1, "data.shape is %s; a vector has one size", data.shape());
      List<Column> columns = data.columns();
      require(
          columns != null && columns.size() == data.shape().get(0),
          "data.columns lists %s columns; data.shape says %s",
          columns == null ? 0 : columns.size(),
          data.shape().get(0));
      Set<String> names = new TreeSet<>();
      for (Column column : columns) {
        require(
            column != null && column.name() != null, "data.columns has a column without a name");
        require(names.add(column.name()), "data.columns names %s twice", quoted(column.name()));
        checkCategories(column);
      }
    } else {
      require(
          "image".equals(data.kind()),
          "data.kind is %s; expected vector or image",
          quoted(data.kind()));
      require(
          data.shape().size() == 3,
          "data.shape is %s; an image has three sizes [C, H, W]",
          data.shape());
    }
  }

  private void checkCategories(Column column) throws BundleException {
    if (!Column.CATEGORICAL.equals(column.type())) {
      return;
    }
    List<String> labels = column.categories();
    require(
        labels != null
            && !labels.isEmpty()
            && labels.stream().noneMatch(Objects::isNull)
            && Set.copyOf(labels).size() == labels.size(),
        "data.columns: the categorical column %s lists the categories %s; expected one or more,"
            + " all different",
        quoted(column.name()),
        labels);
  }

  private void check(String role, Graph graph, BundleManifest m) throws BundleException {
    require(
        ROLES.containsKey(role),
        "graphs has the unknown role %s; known roles: decode, encode, loglik, sample",
        quoted(role));
    require(graph != null && graph.file() != null, "graphs.%s.file is missing", role);
    require(
        m.files().containsKey(graph.file()),
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

  private void check(Calibration calibration) throws BundleException {
    double[] scores = calibration.scores();
    require(scores != null, "calibration.scores is missing");
    require(
        calibration.nonFinite() >= 0,
        "calibration.nonFinite is %s; expected 0 or more",
        calibration.nonFinite());
    requireAscending(scores, "calibration.scores");
  }

  private void check(ComplexityScores complexity, BundleManifest m) throws BundleException {
    require(
        "image".equals(m.data().kind()),
        "calibration.complexity is for images; data.kind is %s",
        quoted(m.data().kind()));
    require(
        complexity.coder() != null && complexity.coderVersion() != null,
        "calibration.complexity names no coder and coderVersion");
    double[] scores = complexity.scores();
    require(
        scores != null && scores.length == m.calibration().scores().length,
        "calibration.complexity.scores lists %s scores; calibration.scores lists %s",
        scores == null ? 0 : scores.length,
        m.calibration().scores().length);
    requireAscending(scores, "calibration.complexity.scores");
  }

  private void requireAscending(double[] scores, String field) throws BundleException {
    for (int i = 0; i < scores.length; i++) {
      require(
          Double.isFinite(scores[i]),
          "%s[%s] is %s; scores that overflowed are counted in nonFinite",
          field,
          i,
          scores[i]);
      require(
          i == 0 || scores[i - 1] <= scores[i],
          "%s[%s] is smaller than the one before; expected ascending scores",
          field,
          i);
    }
  }

  private void check(Reference reference, Data data) throws BundleException {
    double[][] values = reference.values();
    require(
        values != null && values.length == data.dimensions(),
        "reference.values lists %s columns; data.shape says %s",
        values == null ? 0 : values.length,
        data.dimensions());
    for (int j = 0; j < values.length; j++) {
      require(
          values[j] != null
              && values[j].length > 0
              && values[j].length == values[0].length
              && Arrays.stream(values[j]).allMatch(Double::isFinite),
          "reference.values[%s] is not a list of finite numbers as long as the others",
          j);
    }
  }

  private static List<Noise> noise(Graph graph) {
    return graph.noise() == null ? List.of() : graph.noise();
  }

  private static String quoted(String value) {
    return value == null ? "missing" : '"' + value + '"';
  }

  private void require(boolean condition, String message, Object... values) throws BundleException {
    if (!condition) {
      throw new BundleException(file + ": " + String.format(message, values));
    }
  }
}
