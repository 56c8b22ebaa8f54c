package org.mollify.exporter.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.flow.Flow;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/**
 * The graphs of a flow: {@code sample.onnx} takes noise to raw items and serves {@code sample} and
 * {@code decode}; {@code loglik.onnx} takes raw items to both log-likelihoods and, since they pass
 * through them anyway, to latents, and serves {@code loglik} and {@code encode}.
 *
 * <p>A multi-scale flow has a noise input for each scale; its latents come out flat, one scale
 * after the other in the order of those inputs. Images go in as bytes and come out as
 * single-precision grey levels.
 */
public final class FlowGraphs {

  private static final String X = "x";
  private static final String Z = "z";

  /**
   * Output of {@code sample.onnx}, where raw values are whole, before they are rounded: the graph's
   * exact inverse of scoring with noise of zero, by which a proof goes round.
   */
  public static final String CONTINUOUS = "x_continuous";

  private static final String LOG_LIKELIHOOD = "log_likelihood";
  private static final String CORE_LOG_LIKELIHOOD = "core_log_likelihood";

  private FlowGraphs() {}

  /**
   * Plans the graphs.
   *
   * @param flow the flow
   * @return both files
   */
  public static List<GraphPlan> of(Flow flow) {
    return List.of(sample(flow), logLikelihood(flow));
  }

  private static boolean isImage(Flow flow) {
    return flow.dataShape().dimension() == 3;
  }

  private static GraphPlan sample(Flow flow) {
    String file = "sample.onnx";
    List<GraphInput> inputs = new ArrayList<>();
    List<Noise> noise = new ArrayList<>();
    for (NoiseInput input : flow.sampleNoise()) {
      Shape shape = new Shape(-1).addAll(input.itemShape());
      inputs.add(new GraphInput(input.name(), shape, DataType.FLOAT32));
      noise.add(new Noise(input.name(), sizes(input.itemShape()), Distribution.NORMAL));
    }
    BundleManifest.Graph graph =
        new BundleManifest.Graph(file, null, List.copyOf(noise), Map.of(X, X));
    return new GraphPlan(
        file,
        List.copyOf(inputs),
        (pass, given) -> {
          NDArray continuous = flow.decodeContinuous(pass, flow.latents(given));
          if (!flow.transform().isDiscrete()) {
            return outputs(X, continuous);
          }
          NDArray whole = flow.transform().quantize(pass, continuous);
          LinkedHashMap<String, NDArray> outputs =
              outputs(X, isImage(flow) ? whole.toType(DataType.FLOAT32, false) : whole);
          outputs.put(CONTINUOUS, continuous);
          return outputs;
        },
        // A flow's noise is its latent, so both roles are one graph with the same inputs.
        Map.of("sample", graph, "decode", graph));
  }

  private static GraphPlan logLikelihood(Flow flow) {
    String file = "loglik.onnx";
    Map<String, String> scores =
        Map.of(LOG_LIKELIHOOD, LOG_LIKELIHOOD, CORE_LOG_LIKELIHOOD, CORE_LOG_LIKELIHOOD);
    List<GraphInput> inputs = new ArrayList<>();
    inputs.add(
        new GraphInput(
            X,
            new Shape(-1).addAll(flow.dataShape()),
            isImage(flow) ? DataType.UINT8 : DataType.FLOAT64));
    List<Noise> noise = new ArrayList<>();
    for (NoiseInput input : flow.scoringNoise()) {
      // In double: the largest uniform below 1 would round to 1 in single precision.
      inputs.add(
          new GraphInput(input.name(), new Shape(-1).addAll(input.itemShape()), DataType.FLOAT64));
      noise.add(
          new Noise(
              input.name(),
              sizes(input.itemShape()),
              Distribution.valueOf(input.distribution().name())));
    }
    return new GraphPlan(
        file,
        List.copyOf(inputs),
        (pass, given) -> {
          NDArray x = given.head();
          NDArray raw = isImage(flow) ? x.toType(DataType.FLOAT32, false) : x;
          Flow.Score score = flow.score(pass, raw, given.subNDList(1));
          LinkedHashMap<String, NDArray> outputs = outputs(LOG_LIKELIHOOD, score.logLikelihood());
          outputs.put(CORE_LOG_LIKELIHOOD, score.coreLogLikelihood());
          outputs.put(Z, score.z());
          return outputs;
        },
        Map.of(
            "loglik", new BundleManifest.Graph(file, X, List.copyOf(noise), scores),
            "encode", new BundleManifest.Graph(file, X, List.copyOf(noise), Map.of(Z, Z))));
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
