package org.mollify.exporter;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.exporter.plan.GraphPlan;
import org.mollify.exporter.proof.Bounds;
import org.mollify.exporter.proof.Calibrator;
import org.mollify.exporter.proof.ReferenceValues;
import org.mollify.exporter.report.ExportReport;
import org.mollify.exporter.rewrite.ChannelAffineMerge;
import org.mollify.models.DataSpec;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.bundle.BundleManifest.Reference;
import org.mollify.runtime.bundle.BundleManifestWriter;
import org.mollify.runtime.bundle.Fingerprint;
import org.mollify.runtime.graph.OnnxEnvironment;

/**
 * Exports a checkpoint of a run as a bundle: traces its graphs, writes them beside a manifest in a
 * temporary folder, proves and calibrates that folder through the runtime, and moves it into place.
 */
public final class BundleExport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunFolder run;
  private final Checkpoint.Slot slot;

  /**
   * Prepares an export.
   *
   * @param run the run
   * @param slot which checkpoint
   */
  public BundleExport(RunFolder run, Checkpoint.Slot slot) {
    this.run = run;
    this.slot = slot;
  }

  /**
   * Writes the bundle.
   *
   * @param target folder of the bundle; one that holds an older bundle is replaced
   * @param force whether to write a bundle marked {@code unproven} when the proof fails
   * @return the manifest as written
   * @throws IOException if something cannot be read or written; the target is then as it was
   * @throws ProofFailedException if the proof fails and is not forced; no bundle is written
   */
  public BundleManifest write(Path target, boolean force) throws IOException {
    try (StagedFolder staged = StagedFolder.beside(target);
        NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
      BundleManifest manifest = write(staged.path(), target, manager);
      if (!manifest.proof().status().equals(Proof.PROVEN) && !force) {
        throw new ProofFailedException(manifest.proof());
      }
      staged.moveIntoPlace();
      return manifest;
    }
  }

  private BundleManifest write(Path folder, Path target, NDManager manager) throws IOException {
    ModelSpec spec = run.spec();
    DensityModel model = run.model(manager, slot);
    ModelExport export = ModelExport.of(model);
    List<GraphPlan> plans = export.graphs();
    Map<String, Graph> graphs = new TreeMap<>();
    plans.forEach(plan -> graphs.put(plan.file(), ChannelAffineMerge.of(plan.trace(manager))));
    ObjectNode provenance = provenance();
    ExportReport.of(model, graphs, manager).addTo(provenance);
    Map<String, BundleManifest.FileEntry> files = new TreeMap<>();
    for (Map.Entry<String, Graph> graph : graphs.entrySet()) {
      Path file = folder.resolve(graph.getKey());
      OnnxWriter.write(graph.getValue(), metadata(spec, provenance), file);
      files.put(graph.getKey(), Fingerprint.of(file));
    }
    double[][] heldOut = heldOut(manager);
    BundleManifest pending =
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            target.toAbsolutePath().normalize().getFileName().toString(),
            new BundleManifest.Model(
                spec.model(),
                ModelRegistry.get(spec.model()).family(),
                spec.options(),
                model.parameterCount()),
            ManifestData.of(spec.data()),
            roles(plans),
            export.likelihood(),
            null,
            null,
            provenance,
            new Proof(Proof.PENDING, Bounds.TOLERANCE, "cpu", "float64", List.of()),
            files);
    BundleManifestWriter.write(folder, pending);
    Calibration calibration = Calibrator.score(folder, heldOut);
    Proof proof = export.prove(folder, heldOut, manager);
    Reference reference =
        spec.data().kind() == DataSpec.Kind.VECTOR ? ReferenceValues.of(heldOut) : null;
    BundleManifest complete = complete(pending, calibration, reference, proof);
    BundleManifestWriter.write(folder, complete);
    return complete;
  }

  private static Map<String, BundleManifest.Graph> roles(List<GraphPlan> plans) {
    Map<String, BundleManifest.Graph> roles = new TreeMap<>();
    plans.forEach(plan -> roles.putAll(plan.roles()));
    return roles;
  }

  private ObjectNode provenance() throws IOException {
    ObjectNode provenance = JSON.createObjectNode();
    Engine engine = Engine.getInstance();
    provenance.set("training", run.training());
    Checkpoint checkpoint = run.checkpoints().get(slot);
    ObjectNode chosen = provenance.putObject("checkpoint");
    chosen.put("slot", slot.name().toLowerCase(Locale.ROOT));
    chosen.put("epoch", checkpoint.epoch());
    chosen.put("weightsSha256", checkpoint.weights().sha256());
    chosen.set("training", checkpoint.training());
    ObjectNode export = provenance.putObject("export");
    export.put("opset", Operator.OPSET);
    export.put("irVersion", OnnxWriter.IR_VERSION);
    export.put("onnxRuntime", OnnxEnvironment.get().getVersion());
    export.put("engine", engine.getEngineName() + " " + engine.getVersion());
    return provenance;
  }

  private static Map<String, String> metadata(ModelSpec spec, JsonNode provenance) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("mollify.model", JSON.valueToTree(spec).toString());
    metadata.put("mollify.provenance", provenance.toString());
    return metadata;
  }

  private double[][] heldOut(NDManager manager) throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows = run.heldOut(scope);
      double[] flat = rows.toType(DataType.FLOAT64, false).toDoubleArray();
      int count = Math.toIntExact(rows.size(0));
      int width = flat.length / count;
      double[][] result = new double[count][width];
      for (int i = 0; i < count; i++) {
        System.arraycopy(flat, i * width, result[i], 0, width);
      }
      return result;
    }
  }

  private static BundleManifest complete(
      BundleManifest manifest, Calibration calibration, Reference reference, Proof proof) {
    return new BundleManifest(
        manifest.formatVersion(),
        manifest.name(),
        manifest.model(),
        manifest.data(),
        manifest.graphs(),
        manifest.likelihood(),
        calibration,
        reference,
        manifest.provenance(),
        proof,
        manifest.files());
  }
}
