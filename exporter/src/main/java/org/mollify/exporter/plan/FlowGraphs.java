package org.mollify.exporter.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.models.flow.Flow;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/**
 * The graphs of a flow over vectors: {@code sample.onnx} takes noise to raw rows and serves {@code
 * sample} and {@code decode}; {@code loglik.onnx} takes raw rows to both log-likelihoods and, since
 * they pass through them anyway, to latents, and serves {@code loglik} and {@code encode}.
 */
public final class FlowGraphs {

  private static final String X = "x";
  private static final String Z = "z";
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
    Shape batch = new Shape(-1).addAll(flow.dataShape());
    return List.of(sample(flow, batch), logLikelihood(flow, batch));
  }

  private static GraphPlan sample(Flow flow, Shape batch) {
    String file = "sample.onnx";
    List<Long> item = LongStream.of(flow.dataShape().getShape()).boxed().toList();
    List<Noise> noise = List.of(new Noise(Z, item, Distribution.NORMAL));
    BundleManifest.Graph graph = new BundleManifest.Graph(file, null, noise, Map.of(X, X));
    return new GraphPlan(
        file,
        List.of(new GraphInput(Z, batch, DataType.FLOAT32)),
        (pass, inputs) -> outputs(X, flow.decode(pass, inputs.singletonOrThrow())),
        // A flow's noise is its latent, so both roles are one graph with the same inputs.
        Map.of("sample", graph, "decode", graph));
  }

  private static GraphPlan logLikelihood(Flow flow, Shape batch) {
    String file = "loglik.onnx";
    Map<String, String> scores =
        Map.of(LOG_LIKELIHOOD, LOG_LIKELIHOOD, CORE_LOG_LIKELIHOOD, CORE_LOG_LIKELIHOOD);
    return new GraphPlan(
        file,
        List.of(new GraphInput(X, batch, DataType.FLOAT64)),
        (pass, inputs) -> {
          Flow.Score score = flow.score(pass, inputs.singletonOrThrow());
          LinkedHashMap<String, NDArray> outputs = outputs(LOG_LIKELIHOOD, score.logLikelihood());
          outputs.put(CORE_LOG_LIKELIHOOD, score.coreLogLikelihood());
          outputs.put(Z, score.z());
          return outputs;
        },
        Map.of(
            "loglik", new BundleManifest.Graph(file, X, List.of(), scores),
            "encode", new BundleManifest.Graph(file, X, List.of(), Map.of(Z, Z))));
  }

  private static LinkedHashMap<String, NDArray> outputs(String name, NDArray value) {
    LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
    outputs.put(name, value);
    return outputs;
  }
}
