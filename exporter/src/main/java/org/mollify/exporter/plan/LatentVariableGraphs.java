package org.mollify.exporter.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.vae.LatentVariableModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/**
 * The graphs of a model with latent variables: {@code decode.onnx} takes latents to raw items and
 * serves {@code sample} and {@code decode}; {@code encode.onnx} takes raw items to posterior means;
 * {@code loglik.onnx} takes raw items and noise to K0 log importance weights each, which the
 * runtime joins to any number of importance samples.
 *
 * <p>Images go in as bytes and come out as single-precision grey levels, clamped and not rounded.
 * Tables with whole numbers also come out before these are rounded, as {@link
 * FlowGraphs#CONTINUOUS}, which the proof compares. Encoding has a file of its own: a session
 * computes all of its graph, and would decode too.
 */
public final class LatentVariableGraphs {

  /** Importance samples of a run over tables, whose networks are small. */
  private static final int TABLE_SAMPLES = 16;

  /** Importance samples of a run over images. */
  private static final int IMAGE_SAMPLES = 8;

  private static final String X = "x";
  private static final String Z = "z";
  private static final String LOG_WEIGHTS = "log_weights";

  private LatentVariableGraphs() {}

  /**
   * Plans the graphs.
   *
   * @param model the model
   * @return the three files
   */
  public static List<GraphPlan> of(LatentVariableModel model) {
    return List.of(decode(model), encode(model), logImportanceWeights(model));
  }

  /**
   * Returns K0, the importance samples that one run of {@code loglik.onnx} gives. It is 1 where
   * data are dequantised, since each importance sample then has dequantisation noise of its own.
   *
   * @param model the model
   * @return K0
   */
  public static int samplesPerPass(LatentVariableModel model) {
    if (!model.transform().noise().isEmpty()) {
      return 1;
    }
    return isImage(model) ? IMAGE_SAMPLES : TABLE_SAMPLES;
  }

  private static boolean isImage(LatentVariableModel model) {
    return model.dataShape().dimension() == 3;
  }

  private static GraphPlan decode(LatentVariableModel model) {
    String file = "decode.onnx";
    Shape latent = new Shape(model.latentDimension());
    List<Noise> noise = List.of(new Noise(Z, sizes(latent), Distribution.NORMAL));
    BundleManifest.Graph graph = new BundleManifest.Graph(file, null, noise, Map.of(X, X));
    return new GraphPlan(
        file,
        List.of(new GraphInput(Z, new Shape(-1).addAll(latent), DataType.FLOAT32)),
        (pass, inputs) -> {
          NDArray z = inputs.singletonOrThrow();
          if (isImage(model)) {
            return outputs(X, model.decode(pass, z).toType(DataType.FLOAT32, false));
          }
          NDArray continuous = model.decodeContinuous(pass, z).toType(DataType.FLOAT64, false);
          var outputs = outputs(X, model.transform().quantize(pass, continuous));
          if (!model.transform().noise().isEmpty()) {
            outputs.put(FlowGraphs.CONTINUOUS, continuous);
          }
          return outputs;
        },
        Map.of("sample", graph, "decode", graph));
  }

  private static GraphPlan encode(LatentVariableModel model) {
    String file = "encode.onnx";
    return new GraphPlan(
        file,
        List.of(data(model)),
        (pass, inputs) -> outputs(Z, model.encode(pass, raw(inputs.singletonOrThrow()))),
        Map.of("encode", new BundleManifest.Graph(file, X, List.of(), Map.of(Z, Z))));
  }

  private static GraphPlan logImportanceWeights(LatentVariableModel model) {
    String file = "loglik.onnx";
    int samples = samplesPerPass(model);
    List<NoiseInput> declared = model.importanceNoise(samples);
    int own = model.transform().noise().size();
    List<GraphInput> inputs = new ArrayList<>(List.of(data(model)));
    List<Noise> noise = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      NoiseInput input = declared.get(i);
      // The runtime wants one axis of importance samples in front of all noise.
      Shape item = i < own ? new Shape(samples).addAll(input.itemShape()) : input.itemShape();
      // In double where uniform: the largest uniform below 1 would round to 1 in single precision.
      DataType type = i < own ? DataType.FLOAT64 : DataType.FLOAT32;
      inputs.add(new GraphInput(input.name(), new Shape(-1).addAll(item), type));
      noise.add(
          new Noise(input.name(), sizes(item), Distribution.valueOf(input.distribution().name())));
    }
    return new GraphPlan(
        file,
        List.copyOf(inputs),
        (pass, given) -> {
          NDList drawn = new NDList();
          for (int i = 0; i < declared.size(); i++) {
            NDArray value = given.get(i + 1);
            drawn.add(
                i < own ? value.reshape(new Shape(-1).addAll(declared.get(i).itemShape())) : value);
          }
          return outputs(LOG_WEIGHTS, model.logImportanceWeights(pass, raw(given.head()), drawn));
        },
        Map.of(
            "loglik",
            new BundleManifest.Graph(
                file, X, List.copyOf(noise), Map.of(LOG_WEIGHTS, LOG_WEIGHTS))));
  }

  private static GraphInput data(LatentVariableModel model) {
    return new GraphInput(
        X,
        new Shape(-1).addAll(model.dataShape()),
        isImage(model) ? DataType.UINT8 : DataType.FLOAT64);
  }

  private static NDArray raw(NDArray x) {
    return x.getDataType() == DataType.UINT8 ? x.toType(DataType.FLOAT32, false) : x;
  }

  private static List<Long> sizes(Shape shape) {
    return LongStream.of(shape.getShape()).boxed().toList();
  }

  private static LinkedHashMap<String, NDArray> outputs(String name, NDArray value) {
    LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
    outputs.put(name, value);
    return outputs;
  }
}
