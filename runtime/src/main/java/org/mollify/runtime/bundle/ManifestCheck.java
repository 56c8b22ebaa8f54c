package org.mollify.runtime.bundle;

import static org.mollify.runtime.bundle.Requirements.quoted;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.bundle.BundleManifest.ComplexityScores;
import org.mollify.runtime.bundle.BundleManifest.Data;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.bundle.BundleManifest.Reference;

/** Completeness and inner consistency of a manifest. */
final class ManifestCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Requirements requirements;

  private ManifestCheck(Requirements requirements) {
    this.requirements = requirements;
  }

  static void check(Path file, BundleManifest manifest) throws BundleException {
    new ManifestCheck(new Requirements(file)).check(manifest);
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
    new RoleCheck(requirements).check(m);
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

  private void require(boolean condition, String message, Object... values) throws BundleException {
    requirements.require(condition, message, values);
  }
}
