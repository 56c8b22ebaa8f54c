package org.mollify.trainer.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ImputationRule;

/**
 * Everything a training run is a function of. Built in layers by {@link ConfigLayers}, stored in
 * {@code training.json}, compared on resume.
 *
 * @param model registry name of the model
 * @param options the model's options, all of them
 * @param data a built-in data set, or {@code csv:}, {@code npy:}, {@code npz:} or {@code images:}
 *     and a path
 * @param split rule that makes train, validation and test parts; null for the data set's own
 * @param splitSeed seed of a seeded split
 * @param columns columns to keep, in order; empty for all
 * @param drop columns to leave out
 * @param target the column to leave out because it is what others predict, or null
 * @param real columns of real numbers, though every value is whole
 * @param integer columns of whole numbers, though they are written as real ones
 * @param categorical columns of labels, though they may look like numbers
 * @param impute {@code mean}, {@code median} or {@code mode} for missing values, or null
 * @param mollifier {@code gaussian}, {@code blurring} (images), {@code constant} or {@code none}
 * @param schedule {@code sigmoid}, {@code cosine} or {@code linear}
 * @param tau temperature of the sigmoid schedule
 * @param start start of the sigmoid schedule
 * @param end end of the sigmoid schedule
 * @param sigma standard deviation of constant noise
 * @param mollifyFraction part of the run over which mollification anneals to nothing
 * @param per how often the noise level changes
 * @param epochs number of epochs; exclusive with iterations
 * @param iterations number of steps; exclusive with epochs
 * @param batchSize rows a step
 * @param optimizer {@code adam} or {@code adamax}
 * @param learningRate step size
 * @param weightDecay coefficient of the L2 penalty that is added to the gradient
 * @param clipNorm largest global norm of the gradient, or null for none
 * @param maxSkippedSteps number of steps in a row with a non-finite loss that ends the run
 * @param checkpointSeconds shortest time between two checkpoints; zero for one every epoch
 * @param seed seed of weights, order and noise
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param threads threads of the engine on the CPU
 * @param noiseFloor standard deviation, in model space, of noise that is added at every step,
 *     beside the mollifier and beyond its end; null for none
 * @param patience steps without a better validation score after which the run ends, counted from
 *     the end of mollification at the earliest; null for none
 * @param selection what of the validation scores chooses the best epoch; null for the mean
 * @param standardize whether model space has mean 0 and standard deviation 1 in each column; false
 *     trains, and mollifies, in raw units; null for true
 * @param allowPartial whether a named set of images may lack some of its files
 * @param imageSize side of the squares that a folder's images are cut and scaled to, or null where
 *     they have one size
 * @param dequantize whether uniform noise makes the grey levels of images continuous; null for what
 *     the model is made for: true for flows over images, false for others
 * @param logit distance from the ends of the unit interval at which dequantised grey levels go
 *     through a logit; null for a linear scaling
 * @param cleanFirstBatch whether layers that start from the first batch are shown it clean, rather
 *     than mollified as in the authors' code
 * @param dropLast whether an epoch leaves out its last batch where that is not full
 * @param evaluationItems most items of the validation and of the test part that are scored; null
 *     for all of a table, and for 1,000 images
 */
public record TrainingConfig(
    String model,
    JsonNode options,
    String data,
    String split,
    long splitSeed,
    List<String> columns,
    List<String> drop,
    String target,
    List<String> real,
    List<String> integer,
    List<String> categorical,
    String impute,
    String mollifier,
    String schedule,
    double tau,
    double start,
    double end,
    double sigma,
    double mollifyFraction,
    Annealing per,
    Integer epochs,
    Integer iterations,
    int batchSize,
    String optimizer,
    double learningRate,
    double weightDecay,
    Double clipNorm,
    int maxSkippedSteps,
    double checkpointSeconds,
    long seed,
    String device,
    int threads,
    Double noiseFloor,
    Integer patience,
    Selection selection,
    Boolean standardize,
    Boolean allowPartial,
    Integer imageSize,
    Boolean dequantize,
    Double logit,
    Boolean cleanFirstBatch,
    Boolean dropLast,
    Integer evaluationItems) {

  /** What of the validation rows' log-likelihoods chooses the best epoch. */
  public enum Selection {
    /** Their mean. */
    @JsonProperty("mean")
    MEAN,
    /** Their median, which a few rows far off cannot move. */
    @JsonProperty("median")
    MEDIAN
  }

  /** How often the noise level changes. */
  public enum Annealing {
    /** Once an epoch, as in the authors' tabular code. */
    @JsonProperty("epoch")
    EPOCH,
    /** Every step, as in the authors' image code. */
    @JsonProperty("iteration")
    ITERATION
  }

  /** Checks every value that has a range. */
  public TrainingConfig {
    require(model != null, "model", "a model name", "none");
    require(data != null, "data", "a data set or a file", "none");
    require(
        (epochs == null) != (iterations == null),
        "epochs",
        "either epochs or iterations",
        epochs == null ? "neither" : "both");
    require(epochs == null || epochs >= 1, "epochs", "at least 1", epochs);
    require(iterations == null || iterations >= 1, "iterations", "at least 1", iterations);
    require(batchSize >= 2, "batchSize", "at least 2", batchSize);
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate",
        "a positive number",
        learningRate);
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weightDecay",
        "zero or a positive number",
        weightDecay);
    require(clipNorm == null || clipNorm > 0, "clipNorm", "a positive number", clipNorm);
    require(maxSkippedSteps >= 1, "maxSkippedSteps", "at least 1", maxSkippedSteps);
    require(checkpointSeconds >= 0, "checkpointSeconds", "zero or more", checkpointSeconds);
    require(
        mollifyFraction > 0 && mollifyFraction <= 1,
        "mollifyFraction",
        "above 0 and at most 1",
        mollifyFraction);
    require(per != null, "per", "epoch or iteration", per);
    require(threads >= 1, "threads", "at least 1", threads);
    require(List.of("auto", "cpu", "gpu").contains(device), "device", "auto, cpu or gpu", device);
    require(
        noiseFloor == null || (noiseFloor > 0 && Double.isFinite(noiseFloor)),
        "noiseFloor",
        "a positive number",
        noiseFloor);
    require(patience == null || patience >= 1, "patience", "at least 1", patience);
    require(imageSize == null || imageSize >= 2, "imageSize", "at least 2 pixels", imageSize);
    require(
        evaluationItems == null || evaluationItems >= 1,
        "evaluationItems",
        "at least 1",
        evaluationItems);
    require(logit == null || (logit > 0 && logit < 0.5), "logit", "above 0 and below 0.5", logit);
    require(
        logit == null || (dequantize != null && dequantize),
        "logit",
        "dequantize=true beside it, since a logit of whole grey levels is no density of them",
        "dequantize=" + dequantize);
    selection = selection == null ? Selection.MEAN : selection;
    standardize = standardize == null || standardize;
    allowPartial = allowPartial != null && allowPartial;
    dequantize = dequantize != null && dequantize;
    cleanFirstBatch = cleanFirstBatch != null && cleanFirstBatch;
    dropLast = dropLast != null && dropLast;
    columns = columns == null ? List.of() : List.copyOf(columns);
    drop = drop == null ? List.of() : List.copyOf(drop);
    real = real == null ? List.of() : List.copyOf(real);
    integer = integer == null ? List.of() : List.copyOf(integer);
    categorical = categorical == null ? List.of() : List.copyOf(categorical);
  }

  /**
   * What the columns of a file hold.
   *
   * @return the rules that the settings state
   * @throws IllegalArgumentException if a column has two types, or the imputation is unknown
   */
  public ColumnRules columnRules() {
    return new ColumnRules(
        real,
        integer,
        categorical,
        Optional.ofNullable(impute).map(ImputationRule::parse),
        List.of());
  }

  private static void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException("%s expects %s; got %s".formatted(key, expected, found));
    }
  }
}
