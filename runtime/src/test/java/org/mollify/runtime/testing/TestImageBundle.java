package org.mollify.runtime.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Data;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/** Writes a bundle of images whose samples and scores are known in closed form. */
public final class TestImageBundle {
  private static final double PIXEL_MEAN = 128;
  private static final double PIXEL_SIGMA = 40;
  private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

  private TestImageBundle() {}

  /** Independent normal grey levels: 128 + 40 z, pixels of 3 by 2 by 4, taken as bytes. */
  public static Path write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    new OnnxBuilder()
        .input("z", OnnxBuilder.FLOAT, 3, 2, 4)
        .output("x", OnnxBuilder.FLOAT, 3, 2, 4)
        .floatConstant("scale", new double[] {PIXEL_SIGMA})
        .floatConstant("shift", new double[] {PIXEL_MEAN})
        .node("Mul", List.of("z", "scale"), "scaled")
        .node("Add", List.of("scaled", "shift"), "x")
        .write(folder.resolve("sample.onnx"));
    new OnnxBuilder()
        .input("x", OnnxBuilder.UINT8, 3, 2, 4)
        .output("log_likelihood", OnnxBuilder.DOUBLE)
        .constant("mean", new double[] {PIXEL_MEAN})
        .constant("sigma", new double[] {PIXEL_SIGMA})
        .constant("minus_half", new double[] {-0.5})
        .constant("base", new double[] {-24 * (Math.log(PIXEL_SIGMA) + LOG_SQRT_2_PI)})
        .axes("axes", 1, 2, 3)
        .cast("x", OnnxBuilder.DOUBLE, "wide")
        .node("Sub", List.of("wide", "mean"), "centred")
        .node("Div", List.of("centred", "sigma"), "z")
        .node("Mul", List.of("z", "z"), "squares")
        .reduceSum("squares", "axes", "norm")
        .node("Mul", List.of("norm", "minus_half"), "quadratic")
        .node("Add", List.of("quadratic", "base"), "log_likelihood")
        .write(folder.resolve("loglik.onnx"));
    Noise z = new Noise("z", List.of(3L, 2L, 4L), Distribution.NORMAL);
    Map<String, Graph> graphs = new TreeMap<>();
    graphs.put("sample", new Graph("sample.onnx", null, List.of(z), Map.of("x", "x")));
    graphs.put(
        "loglik",
        new Graph("loglik.onnx", "x", List.of(), Map.of("log_likelihood", "log_likelihood")));
    return TestBundles.write(
        folder,
        name,
        new Data("image", List.of(3L, 2L, 4L), "uint8", null, "CHW"),
        graphs,
        new Likelihood("undequantised", null, null),
        new Calibration("test", 0, null, new double[] {-140, -130, -120}, 0),
        null);
  }

  /** Log-likelihood of an image under this bundle. */
  public static double logLikelihood(double[] pixels) {
    return Arrays.stream(pixels)
        .map(x -> (x - PIXEL_MEAN) / PIXEL_SIGMA)
        .map(z -> -0.5 * z * z - Math.log(PIXEL_SIGMA) - LOG_SQRT_2_PI)
        .sum();
  }
}
