package org.mollify.runtime.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;

/**
 * A bundle of a float network with the operators whose kernels round by shape: matrix products,
 * tanh, exp and log. Its {@code log_likelihood} is a network output, not a density.
 */
public final class TestDeepBundle {
  private static final int HIDDEN = 67;
  private static final int COLUMNS = 5;

  private TestDeepBundle() {}

  /** Writes the bundle. */
  public static Path write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    network(OnnxBuilder.FLOAT, "z", "x", folder.resolve("sample.onnx"), false);
    network(OnnxBuilder.DOUBLE, "x", "log_likelihood", folder.resolve("loglik.onnx"), true);
    return TestBundles.write(
        folder,
        name,
        List.of("a", "b", "c", "d", "e"),
        TestBundles.sampleAndScore(COLUMNS),
        new Likelihood("exact", null, null),
        null);
  }

  private static void network(int inputType, String from, String to, Path file, boolean reduce)
      throws IOException {
    Random random = new Random(5);
    OnnxBuilder builder =
        new OnnxBuilder()
            .input(from, inputType, COLUMNS)
            .floatConstant("w1", weights(random, COLUMNS * HIDDEN), COLUMNS, HIDDEN)
            .floatConstant("w2", weights(random, HIDDEN * HIDDEN), HIDDEN, HIDDEN)
            .floatConstant("w3", weights(random, HIDDEN * COLUMNS), HIDDEN, COLUMNS)
            .floatConstant("one", new double[] {1})
            .cast(from, OnnxBuilder.FLOAT, "in")
            .node("MatMul", List.of("in", "w1"), "h1")
            .node("Tanh", List.of("h1"), "a1")
            .node("MatMul", List.of("a1", "w2"), "h2")
            .node("Exp", List.of("h2"), "e2")
            .node("Add", List.of("e2", "one"), "p2")
            .node("Log", List.of("p2"), "a2")
            .node("MatMul", List.of("a2", "w3"), "h3")
            .node("Sigmoid", List.of("h3"), "gate")
            .node("Mul", List.of("gate", "in"), "gated")
            .cast("gated", OnnxBuilder.DOUBLE, "wide");
    if (reduce) {
      builder.output(to, OnnxBuilder.DOUBLE).axes("axes", 1).reduceSum("wide", "axes", to);
    } else {
      builder.output(to, OnnxBuilder.DOUBLE, COLUMNS).node("Identity", List.of("wide"), to);
    }
    builder.write(file);
  }

  private static double[] weights(Random random, int count) {
    return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian() * 0.3).toArray();
  }
}
