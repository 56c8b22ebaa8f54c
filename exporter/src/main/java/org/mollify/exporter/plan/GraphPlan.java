package org.mollify.exporter.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.exporter.graph.GraphInput;
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
