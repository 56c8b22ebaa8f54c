package org.mollify.exporter.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.trace.Tracer;
import org.mollify.exporter.trace.TransposedConvolutionForm;
import org.mollify.models.block.Pass;
import org.mollify.runtime.bundle.BundleManifest;

/**
 * One ONNX file to be: its inputs, what it computes, and the roles it serves.
 *
 * @param file file name inside the bundle
 * @param inputs graph inputs, batch axis -1
 * @param face what the graph computes from them, in evaluation mode
 * @param roles entries of the manifest, by role
 */
public record GraphPlan(
    String file, List<GraphInput> inputs, Face face, Map<String, BundleManifest.Graph> roles) {

  /**
   * Traces the graph in float32.
   *
   * @param manager a manager of the engine that computes constants
   * @return the graph
   */
  public Graph trace(NDManager manager) {
    return trace(manager, TransposedConvolutionForm.DEFAULT);
  }

  /**
   * Traces the graph in float32, with transposed convolutions in a chosen form.
   *
   * @param manager a manager of the engine that computes constants
   * @param form how transposed convolutions are recorded
   * @return the graph
   */
  public Graph trace(NDManager manager, TransposedConvolutionForm form) {
    return Tracer.trace(
        manager,
        inputs,
        form,
        context -> {
          Pass pass =
              new Pass(context.parameters(), DataType.FLOAT32, false, Pass.InnerGradient.NONE);
          return face.outputs(pass, context.inputs());
        });
  }

  /** A face of a model as named outputs of given inputs. */
  @FunctionalInterface
  public interface Face {
    /**
     * Computes the outputs.
     *
     * @param pass an evaluation pass
     * @param inputs as declared
     * @return outputs by name, in order
     */
    LinkedHashMap<String, NDArray> outputs(Pass pass, NDList inputs);
  }
}
