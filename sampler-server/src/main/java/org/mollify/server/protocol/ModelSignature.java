package org.mollify.server.protocol;

import java.util.ArrayList;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/**
 * How a model appears in the protocol: for each role the tensors that it takes and gives. The first
 * axis, of size -1, counts items.
 */
public final class ModelSignature {
  /** Name of the tensor of rows. */
  static final String ROWS = "x";

  /** Name of the tensor of latents. */
  static final String LATENTS = "z";

  static final String LOG_LIKELIHOOD = "log_likelihood";
  static final String CORE_LOG_LIKELIHOOD = "core_log_likelihood";
  static final String BITS_PER_DIMENSION = "bits_per_dimension";
  static final String ANOMALY_PERCENTILE = "anomaly_percentile";
  static final String FINITE = "finite";

  /**
   * A tensor that is taken or given.
   *
   * @param name its name
   * @param datatype type of its elements
   * @param shape sizes of its axes, -1 where any will do
   */
  public record TensorSpec(String name, String datatype, List<Long> shape) {}

  private final BundleManifest manifest;

  /** The signature of a model. */
  public ModelSignature(BundleManifest manifest) {
    this.manifest = manifest;
  }

  /** The roles that the model has. */
  public List<Role> roles() {
    return Role.of(manifest.graphs().keySet());
  }

  /** What a role takes, each tensor required. */
  public List<TensorSpec> inputs(Role role) {
    return switch (role) {
      case LOGLIK, ENCODE ->
          List.of(
              spec(
                  ROWS,
                  "uint8".equals(manifest.data().dtype()) ? TensorType.UINT8 : TensorType.FP64,
                  manifest.data().shape()));
      case DECODE -> List.of(spec(LATENTS, TensorType.FP64, List.of(latents())));
      case SAMPLE -> List.of();
    };
  }

  /** What may come in place of the rows: one tensor for each column, text where it has labels. */
  public List<TensorSpec> columnInputs() {
    if (manifest.data().columns() == null) {
      return List.of();
    }
    return manifest.data().columns().stream()
        .map(
            column ->
                spec(
                    column.name(),
                    Column.CATEGORICAL.equals(column.type()) ? TensorType.BYTES : TensorType.FP64,
                    List.of()))
        .toList();
  }

  /** What a role gives. */
  public List<TensorSpec> outputs(Role role) {
    return switch (role) {
      case SAMPLE, DECODE -> List.of(spec(ROWS, TensorType.FP64, manifest.data().shape()));
      case ENCODE -> List.of(spec(LATENTS, TensorType.FP64, List.of(latents())));
      case LOGLIK -> {
        List<TensorSpec> outputs = new ArrayList<>();
        outputs.add(number(LOG_LIKELIHOOD));
        if (graph(Role.LOGLIK).outputs().containsKey(CORE_LOG_LIKELIHOOD)) {
          outputs.add(number(CORE_LOG_LIKELIHOOD));
        }
        outputs.add(number(BITS_PER_DIMENSION));
        if (manifest.calibration() != null) {
          outputs.add(number(ANOMALY_PERCENTILE));
        }
        outputs.add(spec(FINITE, TensorType.BOOL, List.of()));
        yield outputs;
      }
    };
  }

  /** Number of latents of an item: those of the noise that is decoded, else that of the sample. */
  long latents() {
    Graph graph = graph(Role.DECODE) == null ? graph(Role.SAMPLE) : graph(Role.DECODE);
    return graph.noise() == null
        ? manifest.data().dimensions()
        : graph.noise().stream().mapToLong(Noise::dimensions).sum();
  }

  private Graph graph(Role role) {
    return manifest.graphs().get(role.id());
  }

  private static TensorSpec number(String name) {
    return spec(name, TensorType.FP64, List.of());
  }

  private static TensorSpec spec(String name, TensorType type, List<Long> itemShape) {
    List<Long> shape = new ArrayList<>(List.of(-1L));
    shape.addAll(itemShape);
    return new TensorSpec(name, type.name(), shape);
  }
}
