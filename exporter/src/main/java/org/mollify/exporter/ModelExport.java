package org.mollify.exporter;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.exporter.plan.GraphPlan;
import org.mollify.exporter.plan.LatentVariableGraphs;
import org.mollify.exporter.proof.FlowProof;
import org.mollify.exporter.proof.ImageFlowProof;
import org.mollify.exporter.proof.LatentVariableProof;
import org.mollify.models.density.DensityModel;
import org.mollify.models.flow.Flow;
import org.mollify.models.vae.LatentVariableModel;
import org.mollify.runtime.bundle.BundleManifest.Likelihood;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/** How a kind of model is exported: its graphs, what its scores mean, and how they are proven. */
sealed interface ModelExport {

  /** The graphs to trace. */
  List<GraphPlan> graphs();

  /** What a score means. */
  Likelihood likelihood();

  /**
   * Compares the graphs of a written bundle with the model.
   *
   * @param bundle folder of the bundle, complete but for the proof
   * @param heldOut held-out items in raw units
   * @param parent parent of what is computed on the way
   * @throws IOException if the bundle cannot be opened
   */
  Proof prove(Path bundle, double[][] heldOut, NDManager parent) throws IOException;

  /**
   * Finds out how a model is exported.
   *
   * @throws IllegalStateException if no graphs are planned for its kind
   */
  static ModelExport of(DensityModel model) {
    if (model instanceof Flow flow) {
      return flow.dataShape().dimension() == 3 ? new OfImageFlow(flow) : new OfFlow(flow);
    }
    if (model instanceof LatentVariableModel latent) {
      return new OfLatentVariables(latent);
    }
    throw new IllegalStateException(
        "no graphs are planned for models of class " + model.getClass().getSimpleName());
  }

  /** What a score of a flow means. */
  private static Likelihood likelihood(Flow flow) {
    return new Likelihood(
        flow.likelihoodKind().label(),
        flow.transform().noise().isEmpty() ? null : "uniform dequantisation",
        null);
  }

  /** A normalizing flow over images. */
  record OfImageFlow(Flow flow) implements ModelExport {
    @Override
    public List<GraphPlan> graphs() {
      return FlowGraphs.of(flow);
    }

    @Override
    public Likelihood likelihood() {
      return ModelExport.likelihood(flow);
    }

    @Override
    public Proof prove(Path bundle, double[][] heldOut, NDManager parent) throws IOException {
      return ImageFlowProof.run(bundle, flow, heldOut, parent);
    }
  }

  /** A normalizing flow over vectors. */
  record OfFlow(Flow flow) implements ModelExport {
    @Override
    public List<GraphPlan> graphs() {
      return FlowGraphs.of(flow);
    }

    @Override
    public Likelihood likelihood() {
      return ModelExport.likelihood(flow);
    }

    @Override
    public Proof prove(Path bundle, double[][] heldOut, NDManager parent) throws IOException {
      return FlowProof.run(bundle, flow, heldOut, parent);
    }
  }

  /** A model with a latent variable that is summed out by importance sampling. */
  record OfLatentVariables(LatentVariableModel model) implements ModelExport {
    @Override
    public List<GraphPlan> graphs() {
      return LatentVariableGraphs.of(model);
    }

    @Override
    public Likelihood likelihood() {
      return new Likelihood(
          model.likelihoodKind().label(),
          model.proposal(),
          LatentVariableGraphs.samplesPerPass(model));
    }

    @Override
    public Proof prove(Path bundle, double[][] heldOut, NDManager parent) throws IOException {
      return LatentVariableProof.run(bundle, model, heldOut, parent);
    }
  }
}
