package org.mollify.runtime.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.bundle.BundleManifest.Data;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.FileEntry;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;
import org.mollify.runtime.bundle.BundleManifest.Model;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.bundle.BundleManifestWriter;
import org.mollify.runtime.bundle.Fingerprint;

/** Writes complete bundles whose samples and scores are known in closed form. */
public final class TestBundles {
  /** Shift of the affine flow, one value a column. */
  public static final double[] SHIFT = {1.0, -2.0, 1.6e9};

  /** Scale of the affine flow, one value a column. */
  public static final double[] SCALE = {2.0, 0.5, 86400.0};

  /** Columns of the affine flow. */
  public static final List<String> COLUMNS = List.of("alcohol", "pH", "time stamp");

  /** Standard deviation of the observation in {@link #lowerBound}. */
  public static final double BOUND_SIGMA = 0.7;

  private TestBundles() {}

  /** An affine flow in double precision with all four roles: x = z SCALE + SHIFT, exact. */
  public static Path affine(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    new OnnxBuilder()
        .input("z", OnnxBuilder.DOUBLE, 3)
        .output("x", OnnxBuilder.DOUBLE, 3)
        .constant("scale", SCALE, 3)
        .constant("shift", SHIFT, 3)
        .node("Mul", List.of("z", "scale"), "scaled")
        .node("Add", List.of("scaled", "shift"), "x")
        .write(folder.resolve("sample.onnx"));
    double base = -1.5 * Math.log(2 * Math.PI);
    double logScale = Arrays.stream(SCALE).map(Math::log).sum();
    new OnnxBuilder()
        .input("x", OnnxBuilder.DOUBLE, 3)
        .output("log_likelihood", OnnxBuilder.DOUBLE)
        .output("core_log_likelihood", OnnxBuilder.DOUBLE)
        .output("z", OnnxBuilder.DOUBLE, 3)
        .constant("scale", SCALE, 3)
        .constant("shift", SHIFT, 3)
        .constant("minus_half", new double[] {-0.5})
        .constant("base", new double[] {base})
        .constant("log_scale", new double[] {logScale})
        .axes("axes", 1)
        .node("Sub", List.of("x", "shift"), "centred")
        .node("Div", List.of("centred", "scale"), "z")
        .node("Mul", List.of("z", "z"), "squares")
        .reduceSum("squares", "axes", "norm")
        .node("Mul", List.of("norm", "minus_half"), "quadratic")
        .node("Add", List.of("quadratic", "base"), "core_log_likelihood")
        .node("Sub", List.of("core_log_likelihood", "log_scale"), "log_likelihood")
        .write(folder.resolve("loglik.onnx"));
    Noise z = new Noise("z", List.of(3L), Distribution.NORMAL);
    Map<String, Graph> graphs = new TreeMap<>();
    graphs.put("sample", new Graph("sample.onnx", null, List.of(z), Map.of("x", "x")));
    graphs.put("decode", new Graph("sample.onnx", null, List.of(z), Map.of("x", "x")));
    graphs.put(
        "loglik",
        new Graph(
            "loglik.onnx",
            "x",
            List.of(),
            Map.of(
                "log_likelihood", "log_likelihood", "core_log_likelihood", "core_log_likelihood")));
    graphs.put("encode", new Graph("loglik.onnx", "x", List.of(), Map.of("z", "z")));
    double[] heldOut = IntStream.range(0, 199).mapToDouble(i -> -40 + i * 0.1).toArray();
    return write(
        folder,
        name,
        COLUMNS,
        graphs,
        new Likelihood("exact", null, null),
        new Calibration("test", 0, null, heldOut, 0));
  }

  /** Log-likelihood of a row under {@link #affine}. */
  public static double affineLogLikelihood(double[] row) {
    double total = -1.5 * Math.log(2 * Math.PI);
    for (int i = 0; i < row.length; i++) {
      double z = (row[i] - SHIFT[i]) / SCALE[i];
      total -= 0.5 * z * z + Math.log(SCALE[i]);
    }
    return total;
  }

  /**
   * A linear Gaussian model scored by importance weights: z standard normal, x = z + BOUND_SIGMA e,
   * proposal q(z | x) = N(x / 2, 1), two independent columns, float graph noise.
   */
  public static Path lowerBound(Path folder, String name, int perPass) throws IOException {
    Files.createDirectories(folder);
    new OnnxBuilder()
        .input("z", OnnxBuilder.FLOAT, 2)
        .input("u", OnnxBuilder.FLOAT, 2)
        .output("x", OnnxBuilder.DOUBLE, 2)
        .node("Add", List.of("z", "u"), "sum")
        .cast("sum", OnnxBuilder.DOUBLE, "x")
        .write(folder.resolve("sample.onnx"));
    double sigma2 = BOUND_SIGMA * BOUND_SIGMA;
    new OnnxBuilder()
        .input("x", OnnxBuilder.DOUBLE, 2)
        .input("eps", OnnxBuilder.FLOAT, perPass, 2)
        .output("log_weights", OnnxBuilder.DOUBLE, perPass)
        .constant("half", new double[] {0.5})
        .constant("inverse_variance", new double[] {0.5 / sigma2})
        .constant("constant", new double[] {-Math.log(2 * Math.PI * sigma2)})
        .axes("k_axis", 1)
        .axes("d_axis", 2)
        .cast("eps", OnnxBuilder.DOUBLE, "e")
        .node("Unsqueeze", List.of("x", "k_axis"), "wide_x")
        .node("Mul", List.of("wide_x", "half"), "mean")
        .node("Add", List.of("mean", "e"), "z")
        .node("Mul", List.of("z", "z"), "z2")
        .node("Mul", List.of("z2", "half"), "prior")
        .node("Sub", List.of("wide_x", "z"), "residual")
        .node("Mul", List.of("residual", "residual"), "residual2")
        .node("Mul", List.of("residual2", "inverse_variance"), "observation")
        .node("Mul", List.of("e", "e"), "e2")
        .node("Mul", List.of("e2", "half"), "proposal")
        .node("Sub", List.of("proposal", "prior"), "difference")
        .node("Sub", List.of("difference", "observation"), "per_column")
        .reduceSum("per_column", "d_axis", "summed")
        .node("Add", List.of("summed", "constant"), "log_weights")
        .write(folder.resolve("loglik.onnx"));
    Map<String, Graph> graphs = new TreeMap<>();
    graphs.put(
        "sample",
        new Graph(
            "sample.onnx",
            null,
            List.of(
                new Noise("z", List.of(2L), Distribution.NORMAL),
                new Noise("u", List.of(2L), Distribution.UNIFORM)),
            Map.of("x", "x")));
    graphs.put(
        "loglik",
        new Graph(
            "loglik.onnx",
            "x",
            List.of(new Noise("eps", List.of((long) perPass, 2L), Distribution.NORMAL)),
            Map.of("log_weights", "log_weights")));
    return write(
        folder,
        name,
        List.of("a", "b"),
        graphs,
        new Likelihood("lower-bound", "encoder", perPass),
        new Calibration("test", 11, 32, new double[] {-9, -4, -3}, 1));
  }

  /** The log-likelihood that the bound of {@link #lowerBound} converges to. */
  public static double boundedLogLikelihood(double[] row) {
    double variance = 1 + BOUND_SIGMA * BOUND_SIGMA;
    return Arrays.stream(row)
        .map(x -> -0.5 * x * x / variance - 0.5 * Math.log(2 * Math.PI * variance))
        .sum();
  }

  /** Scores that overflow: minus the sum of exp(x), plus exp(x) - exp(x) of twice the row. */
  public static Path overflowing(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    new OnnxBuilder()
        .input("z", OnnxBuilder.DOUBLE, 2)
        .output("x", OnnxBuilder.DOUBLE, 2)
        .node("Identity", List.of("z"), "x")
        .write(folder.resolve("sample.onnx"));
    new OnnxBuilder()
        .input("x", OnnxBuilder.DOUBLE, 2)
        .output("log_likelihood", OnnxBuilder.DOUBLE)
        .axes("axes", 1)
        .node("Exp", List.of("x"), "exp")
        .node("Add", List.of("x", "x"), "twice")
        .node("Exp", List.of("twice"), "large")
        .node("Sub", List.of("large", "large"), "nothing")
        .node("Neg", List.of("exp"), "minus")
        .node("Add", List.of("minus", "nothing"), "terms")
        .reduceSum("terms", "axes", "log_likelihood")
        .write(folder.resolve("loglik.onnx"));
    return write(
        folder,
        name,
        List.of("a", "b"),
        sampleAndScore(2),
        new Likelihood("exact", null, null),
        new Calibration("test", 0, null, new double[] {-3, -2}, 0));
  }

  /**
   * A table of a category, a whole number and a real number that may be missing: each is the floor
   * of a uniform number times 2, 10 and 100, and the score is minus half the sum of squares.
   */
  public static Path mixed(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    new OnnxBuilder()
        .input("u", OnnxBuilder.DOUBLE, 3)
        .output("x", OnnxBuilder.DOUBLE, 3)
        .constant("scale", new double[] {2, 10, 100}, 3)
        .node("Mul", List.of("u", "scale"), "scaled")
        .node("Floor", List.of("scaled"), "x")
        .write(folder.resolve("sample.onnx"));
    new OnnxBuilder()
        .input("x", OnnxBuilder.DOUBLE, 3)
        .output("log_likelihood", OnnxBuilder.DOUBLE)
        .constant("minus_half", new double[] {-0.5})
        .axes("axes", 1)
        .node("Mul", List.of("x", "x"), "squares")
        .reduceSum("squares", "axes", "norm")
        .node("Mul", List.of("norm", "minus_half"), "log_likelihood")
        .write(folder.resolve("loglik.onnx"));
    Map<String, Graph> graphs = sampleAndScore(3);
    Noise u = new Noise("u", List.of(3L), Distribution.UNIFORM);
    graphs.put("sample", new Graph("sample.onnx", null, List.of(u), Map.of("x", "x")));
    List<Column> columns =
        List.of(
            new Column("color", Column.CATEGORICAL, List.of("red", "deep, blue"), null),
            new Column("count", Column.INTEGER),
            new Column("size", "real", null, new BundleManifest.Imputation("median", 50)));
    return write(
        folder,
        name,
        new Data("vector", List.of(3L), "float64", columns, null),
        graphs,
        new Likelihood("exact", null, null),
        new Calibration("test", 0, null, new double[] {-3, -2}, 0),
        null);
  }

  /** The two roles that every bundle has, with one normal latent a column. */
  static Map<String, Graph> sampleAndScore(int columns) {
    Noise z = new Noise("z", List.of((long) columns), Distribution.NORMAL);
    Map<String, Graph> graphs = new TreeMap<>();
    graphs.put("sample", new Graph("sample.onnx", null, List.of(z), Map.of("x", "x")));
    graphs.put(
        "loglik",
        new Graph("loglik.onnx", "x", List.of(), Map.of("log_likelihood", "log_likelihood")));
    return graphs;
  }

  /**
   * The {@link #affine} flow with the manifest of the first release, word for word but for the
   * digests: no reference values, no categories, no imputations, a column without a type.
   */
  public static Path ofTheFirstRelease(Path folder) throws IOException {
    affine(folder, "first");
    String manifest;
    try (InputStream text =
        TestBundles.class.getResourceAsStream("bundle-of-the-first-release.json")) {
      manifest = new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
    FileEntry loglik = Fingerprint.of(folder.resolve("loglik.onnx"));
    FileEntry sample = Fingerprint.of(folder.resolve("sample.onnx"));
    Files.writeString(
        folder.resolve(BundleManifest.FILE_NAME),
        manifest
            .replace(
                "LOGLIK_SHA256\", \"bytes\" : 0",
                loglik.sha256() + "\", \"bytes\" : " + loglik.bytes())
            .replace(
                "SAMPLE_SHA256\", \"bytes\" : 1",
                sample.sha256() + "\", \"bytes\" : " + sample.bytes()));
    return folder;
  }

  /** Takes the held-out scores out of a bundle. */
  public static Path uncalibrated(Path folder) throws IOException {
    return TestManifest.change(folder, manifest -> manifest.putNull("calibration"));
  }

  /** Marks a bundle as one whose proof failed. */
  public static Path unproven(Path folder) throws IOException {
    return TestManifest.change(
        folder, manifest -> manifest.withObject("/proof").put("status", Proof.UNPROVEN));
  }

  /** Nine values a column, those of a standard normal scaled and shifted as in {@link #affine}. */
  private static BundleManifest.Reference reference(int columns) {
    double[][] values = new double[columns][9];
    for (int j = 0; j < columns; j++) {
      for (int m = 0; m < 9; m++) {
        values[j][m] = columns == 3 ? SHIFT[j] + SCALE[j] * (m - 4) * 0.4 : (m - 4) * 0.4;
      }
    }
    return new BundleManifest.Reference("test", values);
  }

  /** Writes the manifest of a bundle of real columns whose two graphs are there. */
  static Path write(
      Path folder,
      String name,
      List<String> columns,
      Map<String, Graph> graphs,
      Likelihood likelihood,
      Calibration calibration)
      throws IOException {
    List<Column> typed = columns.stream().map(column -> new Column(column, "real")).toList();
    return write(
        folder,
        name,
        new Data("vector", List.of((long) columns.size()), "float64", typed, null),
        graphs,
        likelihood,
        calibration,
        reference(columns.size()));
  }

  /** Writes the manifest of a bundle whose two graphs are there. */
  static Path write(
      Path folder,
      String name,
      Data data,
      Map<String, Graph> graphs,
      Likelihood likelihood,
      Calibration calibration,
      BundleManifest.Reference reference)
      throws IOException {
    Map<String, FileEntry> files = new TreeMap<>();
    for (String file : List.of("sample.onnx", "loglik.onnx")) {
      files.put(file, Fingerprint.of(folder.resolve(file)));
    }
    BundleManifestWriter.write(
        folder,
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            name,
            new Model("test", "flow", JsonNodeFactory.instance.objectNode(), 6),
            data,
            graphs,
            likelihood,
            calibration,
            reference,
            JsonNodeFactory.instance.objectNode().put("seed", 1),
            new Proof(Proof.PROVEN, 1e-4, "CPU", "float64", List.of()),
            files));
    return folder;
  }
}
