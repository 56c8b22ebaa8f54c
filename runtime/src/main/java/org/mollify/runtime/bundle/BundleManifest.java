package org.mollify.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The contents of {@code bundle.json}: everything a server needs to know about a model, and the
 * only contract between making a model and serving it.
 *
 * <p>Graphs take and give raw data units. Vector graphs take and give float64 of shape {@code [N,
 * D]}; the batch axis is symbolic. A role names a file, and the graph inputs and outputs that serve
 * it; two roles may share a file.
 *
 * @param formatVersion version of this layout, {@link #FORMAT_VERSION}
 * @param name name of the bundle, used in URLs
 * @param model which model and how large
 * @param data what one item looks like, in raw units
 * @param graphs roles of the graphs: {@code sample}, {@code loglik}, and where the model has them
 *     {@code encode}, {@code decode}
 * @param likelihood what the {@code loglik} role returns
 * @param calibration held-out scores that turn a log-likelihood into a percentile
 * @param reference values that stand for each column when a row is explained; null in bundles of
 *     images and of earlier releases
 * @param provenance data set, split, seed, mollifier, full training configuration, versions
 * @param proof how closely ONNX Runtime reproduces the trained model
 * @param files sha256 and size of every other file in the bundle
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BundleManifest(
    int formatVersion,
    String name,
    Model model,
    Data data,
    Map<String, Graph> graphs,
    Likelihood likelihood,
    Calibration calibration,
    Reference reference,
    JsonNode provenance,
    Proof proof,
    Map<String, FileEntry> files) {

  /** Version of the layout that this release writes and reads. */
  public static final int FORMAT_VERSION = 1;

  /** Name of the manifest inside a bundle folder. */
  public static final String FILE_NAME = "bundle.json";

  /**
   * Which model the graphs hold.
   *
   * @param name registry name, such as {@code realnvp}
   * @param family {@code flow} or {@code vae}
   * @param options the model's own options
   * @param parameters number of trained scalars
   */
  public record Model(String name, String family, JsonNode options, long parameters) {}

  /**
   * One item of data in raw units.
   *
   * @param kind {@code vector} or {@code image}
   * @param shape shape of one item: {@code [D]} or {@code [C, H, W]}
   * @param dtype element type the graphs take, {@code float64} for vectors
   * @param columns names and types of the columns of a vector, in graph order
   * @param imageLayout {@code CHW} for images, absent for vectors
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Data(
      String kind, List<Long> shape, String dtype, List<Column> columns, String imageLayout) {

    /** Number of scalars in one item. */
    public long dimensions() {
      return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
  }

  /**
   * A column of a vector item.
   *
   * @param name raw column name
   * @param type {@code real}, {@code integer} or {@code categorical}
   * @param categories labels of a categorical column by code: the graphs take and give codes 0, 1,
   *     ...; absent for other types
   * @param imputation what stands for a missing value; absent where every value must be there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Column(String name, String type, List<String> categories, Imputation imputation) {

    /** Type of a column of whole numbers. */
    public static final String INTEGER = "integer";

    /** Type of a column of labels. */
    public static final String CATEGORICAL = "categorical";

    /**
     * A column of numbers that are never missing.
     *
     * @param name raw column name
     * @param type {@code real} or {@code integer}
     */
    public Column(String name, String type) {
      this(name, type, null, null);
    }
  }

  /**
   * What stands for a missing value of a column.
   *
   * @param rule how the value was found: {@code mean}, {@code median} or {@code mode}
   * @param value the value, a code for a categorical column
   */
  public record Imputation(String rule, double value) {}

  /**
   * The part of an ONNX file that serves one role.
   *
   * @param file file name inside the bundle
   * @param dataInput graph input that takes the data, absent where the role takes noise alone
   * @param noise graph inputs that take noise, in the order in which they are drawn
   * @param outputs graph outputs by meaning: {@code x}, {@code z}, {@code log_likelihood}, {@code
   *     core_log_likelihood}, {@code log_weights}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Graph(
      String file, String dataInput, List<Noise> noise, Map<String, String> outputs) {}

  /**
   * A noise input of a graph.
   *
   * @param input graph input name
   * @param shape shape of the noise of one item, without the batch axis
   * @param distribution how it is drawn
   */
  public record Noise(String input, List<Long> shape, Distribution distribution) {

    /** Number of scalars drawn for one item. */
    public long dimensions() {
      return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
  }

  /** Distribution of a noise input. */
  public enum Distribution {
    /** Standard normal; scaled by the temperature when sampling. */
    NORMAL,
    /** Uniform on [0, 1); never scaled. */
    UNIFORM;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a score of this bundle means.
   *
   * @param kind {@code exact}, {@code lower-bound} or {@code undequantised}
   * @param proposal the proposal of an importance-weighted bound, absent for exact likelihoods
   * @param samplesPerPass importance samples that one run of the graph returns, absent for exact
   *     likelihoods
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Likelihood(String kind, String proposal, Integer samplesPerPass) {}

  /**
   * Scores of held-out data, in nats per item and raw units.
   *
   * @param part which part of the data was scored
   * @param seed seed of the scoring noise
   * @param samples importance samples per score, absent for exact likelihoods
   * @param scores one score an item, ascending; a score that overflowed is absent from the list and
   *     counted in {@code nonFinite}
   * @param nonFinite number of held-out items whose score was not finite; they rank below all
   * @param complexity complexity-corrected scores of the same items; null for vectors, and in
   *     bundles of earlier releases
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Calibration(
      String part,
      long seed,
      Integer samples,
      double[] scores,
      int nonFinite,
      ComplexityScores complexity) {

    /** Held-out scores that no coder corrects. */
    public Calibration(String part, long seed, Integer samples, double[] scores, int nonFinite) {
      this(part, seed, samples, scores, nonFinite, null);
    }
  }

  /**
   * Complexity-corrected scores of held-out images, {@code (-log2 p(x) - L(x)) / D} with L the bits
   * of a lossless coder. New images are compared with them under the same coder only.
   *
   * @param coder name of the coder
   * @param coderVersion its version and settings
   * @param scores one score an item in bits per dimension, ascending; an item whose log-likelihood
   *     overflowed is absent
   */
  public record ComplexityScores(String coder, String coderVersion, double[] scores) {}

  /**
   * Held-out values of each column.
   *
   * @param part which part of the data they come from
   * @param values one list a column, in graph order, all of one length, ascending, in raw units
   */
  public record Reference(String part, double[][] values) {}

  /**
   * How closely ONNX Runtime reproduces the trained model; errors are |a-b| / (1+|b|).
   *
   * @param status {@code proven}, or {@code unproven} when an export was forced above the tolerance
   * @param tolerance the largest error that counts as equal
   * @param provider execution provider of the comparison
   * @param reference precision of the reference, {@code float64} or {@code float32}
   * @param checks one entry for each compared quantity and input set
   */
  public record Proof(
      String status, double tolerance, String provider, String reference, List<Check> checks) {

    /** Status of a bundle whose every error is within the tolerance. */
    public static final String PROVEN = "proven";

    /** Status of a bundle that was written although an error exceeds the tolerance. */
    public static final String UNPROVEN = "unproven";

    /** Status of a bundle whose proof is running, in a folder that has not taken its place yet. */
    public static final String PENDING = "pending";
  }

  /**
   * One comparison between ONNX Runtime and the reference.
   *
   * @param quantity what was compared, such as {@code log_likelihood}
   * @param inputs which inputs were used, such as {@code held-out} or {@code fresh-z}
   * @param rows number of rows compared over all batch sizes
   * @param batchSizes batch sizes that were run
   * @param maxError largest error
   * @param p999Error 99.9 percentile of the error
   * @param binding whether the tolerance applies to this check
   */
  public record Check(
      String quantity,
      String inputs,
      int rows,
      List<Integer> batchSizes,
      double maxError,
      double p999Error,
      boolean binding) {}

  /**
   * Fingerprint of a file in the bundle.
   *
   * @param sha256 lower-case hexadecimal digest
   * @param bytes size in bytes
   */
  public record FileEntry(String sha256, long bytes) {}
}
