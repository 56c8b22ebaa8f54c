package org.mollify.runtime.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.ComplexityScores;
import org.mollify.runtime.bundle.BundleManifest.Data;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.score.Complexity;
import org.mollify.runtime.score.PngCoder;

/** Writes a bundle of images whose samples and scores are known in closed form. */
public final class TestImageBundle {
  /** Size of the images of {@link #withComplexity}. */
  public static final List<Long> CODED = List.of(3L, 8L, 8L);

  private static final double PIXEL_MEAN = 128;
  private static final double PIXEL_SIGMA = 40;
  private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

  private TestImageBundle() {}

  /** Independent normal grey levels: 128 + 40 z, pixels of 3 by 2 by 4, taken as bytes. */
  public static Path write(Path folder, String name) throws IOException {
    Calibration heldOut = new Calibration("test", 0, null, new double[] {-140, -130, -120}, 0);
    return write(folder, name, List.of(3L, 2L, 4L), heldOut);
  }

  /**
   * The same model of images of 3 by 8 by 8, with the scores of {@link #heldOut} and their
   * complexity-corrected ones, as an export of this release writes them.
   */
  public static Path withComplexity(Path folder, String name) throws IOException {
    double[][] heldOut = heldOut();
    PngCoder coder = new PngCoder(CODED);
    double[] scores = Arrays.stream(heldOut).mapToDouble(TestImageBundle::logLikelihood).toArray();
    double[] corrected =
        IntStream.range(0, heldOut.length)
            .mapToDouble(i -> Complexity.score(scores[i], coder.bits(heldOut[i], 0), 192))
            .toArray();
    Arrays.sort(scores);
    Arrays.sort(corrected);
    ComplexityScores complexity = new ComplexityScores(PngCoder.NAME, PngCoder.VERSION, corrected);
    return write(folder, name, CODED, new Calibration("test", 0, null, scores, 0, complexity));
  }

  /** The bundle of {@link #withComplexity} with the role {@code decode} as well. */
  public static Path withDecode(Path folder, String name) throws IOException {
    return TestManifest.change(
        withComplexity(folder, name),
        manifest -> {
          ObjectNode graphs = manifest.withObject("/graphs");
          graphs.set("decode", graphs.get("sample"));
        });
  }

  /** 99 images of the model itself, rounded to grey levels. */
  public static double[][] heldOut() {
    Random random = new Random(5);
    double[][] images = new double[99][192];
    for (double[] image : images) {
      Arrays.setAll(
          image,
          i ->
              Math.max(
                  0, Math.min(255, Math.rint(PIXEL_MEAN + PIXEL_SIGMA * random.nextGaussian()))));
    }
    return images;
  }

  private static Path write(Path folder, String name, List<Long> shape, Calibration calibration)
      throws IOException {
    int channels = Math.toIntExact(shape.get(0));
    int height = Math.toIntExact(shape.get(1));
    int width = Math.toIntExact(shape.get(2));
    int size = channels * height * width;
    Files.createDirectories(folder);
    new OnnxBuilder()
        .input("z", OnnxBuilder.FLOAT, channels, height, width)
        .output("x", OnnxBuilder.FLOAT, channels, height, width)
        .floatConstant("scale", new double[] {PIXEL_SIGMA})
        .floatConstant("shift", new double[] {PIXEL_MEAN})
        .node("Mul", List.of("z", "scale"), "scaled")
        .node("Add", List.of("scaled", "shift"), "x")
        .write(folder.resolve("sample.onnx"));
    new OnnxBuilder()
        .input("x", OnnxBuilder.UINT8, channels, height, width)
        .output("log_likelihood", OnnxBuilder.DOUBLE)
        .constant("mean", new double[] {PIXEL_MEAN})
        .constant("sigma", new double[] {PIXEL_SIGMA})
        .constant("minus_half", new double[] {-0.5})
        .constant("base", new double[] {-size * (Math.log(PIXEL_SIGMA) + LOG_SQRT_2_PI)})
        .axes("axes", 1, 2, 3)
        .cast("x", OnnxBuilder.DOUBLE, "wide")
        .node("Sub", List.of("wide", "mean"), "centred")
        .node("Div", List.of("centred", "sigma"), "z")
        .node("Mul", List.of("z", "z"), "squares")
        .reduceSum("squares", "axes", "norm")
        .node("Mul", List.of("norm", "minus_half"), "quadratic")
        .node("Add", List.of("quadratic", "base"), "log_likelihood")
        .write(folder.resolve("loglik.onnx"));
    Noise z = new Noise("z", shape, Distribution.NORMAL);
    Map<String, Graph> graphs = new TreeMap<>();
    graphs.put("sample", new Graph("sample.onnx", null, List.of(z), Map.of("x", "x")));
    graphs.put(
        "loglik",
        new Graph("loglik.onnx", "x", List.of(), Map.of("log_likelihood", "log_likelihood")));
    return TestBundles.write(
        folder,
        name,
        new Data("image", shape, "uint8", null, "CHW"),
        graphs,
        new Likelihood("undequantised", null, null),
        calibration,
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
