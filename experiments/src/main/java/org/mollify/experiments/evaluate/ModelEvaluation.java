package org.mollify.experiments.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.mollify.experiments.metric.MaximumMeanDiscrepancy;
import org.mollify.experiments.metric.MmdResult;
import org.mollify.experiments.metric.RankingMetrics;
import org.mollify.experiments.metric.RbfKernel;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.RowBlock;
import org.mollify.trainer.data.SplitRule;
import org.mollify.trainer.data.TabularDataset;

/**
 * Metrics of a run or a bundle on one part of a data set.
 *
 * @param target folder of the run or bundle
 * @param slot checkpoint of a run
 * @param data data set or file
 * @param label column of a file that holds the labels, or nothing
 * @param dataDir where named data sets are
 * @param split rule that makes the parts; or nothing for that of the training where the data are
 *     the same, else the data set's own
 * @param splitSeed seed of a split that is drawn; or nothing for that of the training where the
 *     data are the same, else 0
 * @param part which part
 * @param metrics what to compute
 * @param seed seed of the samples
 */
public record ModelEvaluation(
    Path target,
    Checkpoint.Slot slot,
    String data,
    Optional<String> label,
    Optional<Path> dataDir,
    Optional<SplitRule> split,
    OptionalLong splitSeed,
    Part part,
    List<Metric> metrics,
    long seed) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MMD_SAMPLES = 10_000;

  /**
   * Computes the metrics.
   *
   * @return one JSON object
   * @throws IOException if model or data cannot be read
   * @throws IllegalArgumentException if the data lack columns of the model, or labels that a metric
   *     needs
   */
  public ObjectNode run() throws IOException {
    try (ScoredModel model = ScoredModel.open(target, slot)) {
      if (model.described() == null) {
        throw new IllegalArgumentException(
            "%s is a model of images of %s, and %s is a table"
                .formatted(target, model.shape(), data));
      }
      TabularDataset dataset = load(model);
      RowBlock rows = part.of(dataset);
      ObjectNode result = JSON.createObjectNode();
      result.put("target", target.toString());
      result.put("data", dataset.name());
      result.put("split", dataset.provenance().split());
      result.put("splitSeed", dataset.provenance().splitSeed());
      result.put("part", part.name().toLowerCase(Locale.ROOT));
      result.put("rows", rows.rows());
      if (rows.columns() != model.columns().size()) {
        throw new IllegalArgumentException(
            "%s has %d columns; the model takes %d: %s"
                .formatted(
                    dataset.name(),
                    rows.columns(),
                    model.columns().size(),
                    String.join(", ", model.columns())));
      }
      double[][] raw = rows.toRows();
      ScoredModel.Scores scores = model.score(raw);
      for (Metric metric : metrics) {
        switch (metric) {
          case LOGLIK -> logLikelihood(result, model, scores);
          case BPD -> bitsPerDimension(result, scores, rows.columns());
          case MMD -> mmd(result, model, raw);
          case AUROC -> result.put("auroc", RankingMetrics.auroc(labels(rows), anomaly(scores)));
          case AP ->
              result.put(
                  "averagePrecision",
                  RankingMetrics.averagePrecision(labels(rows), anomaly(scores)));
          case FID, KID ->
              throw new IllegalArgumentException(
                  "metric %s is for images, and %s is a table"
                      .formatted(metric.label(), dataset.name()));
        }
      }
      return result;
    }
  }

  /** Loads the data, cut as for the training where they are the same and nobody says otherwise. */
  private TabularDataset load(ScoredModel model) throws IOException {
    TabularDataset loaded = DatasetLoader.load(request(model, split, splitSeed.orElse(0)));
    Optional<TrainedSplit> trained =
        model
            .trainedSplit()
            .filter(known -> known.isOf(loaded.provenance()))
            .filter(known -> known.completes(loaded.provenance(), split, splitSeed));
    if (trained.isEmpty()) {
      return loaded;
    }
    Optional<SplitRule> rule = Optional.of(split.orElse(trained.get().rule()));
    return DatasetLoader.load(request(model, rule, splitSeed.orElse(trained.get().seed())));
  }

  /** A file's columns are found by the model's names; a named set has its own columns. */
  private DataRequest request(ScoredModel model, Optional<SplitRule> rule, long seed) {
    if (label.filter(model.columns()::contains).isPresent()) {
      throw new IllegalArgumentException(
          "--target %s is a column that the model takes; labels need a column of their own"
              .formatted(label.get()));
    }
    ColumnSelection selection =
        data.startsWith("csv:")
            ? new ColumnSelection(model.columns(), List.of(), label)
            : ColumnSelection.ALL;
    boolean file = data.contains(":");
    ColumnRules rules = file ? ColumnRules.of(model.described()) : ColumnRules.NONE;
    return new DataRequest(data, dataDir, selection, rule, seed, rules);
  }

  private static void logLikelihood(
      ObjectNode result, ScoredModel model, ScoredModel.Scores scores) {
    result.put("kind", model.likelihoodKind());
    put(result, "logLikelihood", mean(scores.logLikelihood()));
    if (scores.coreLogLikelihood() != null) {
      put(result, "coreLogLikelihood", mean(scores.coreLogLikelihood()));
    }
    result.put(
        "nonFinite",
        Arrays.stream(scores.logLikelihood()).filter(score -> !Double.isFinite(score)).count());
  }

  private static void bitsPerDimension(
      ObjectNode result, ScoredModel.Scores scores, int dimensions) {
    put(result, "bitsPerDimension", -mean(scores.logLikelihood()) / (dimensions * Math.log(2)));
  }

  private void mmd(ObjectNode result, ScoredModel model, double[][] raw) {
    MmdResult mmd =
        MaximumMeanDiscrepancy.estimate(model.sample(0, MMD_SAMPLES, seed), raw, RbfKernel.PAPER);
    result.set("mmd", JSON.valueToTree(mmd));
  }

  private boolean[] labels(RowBlock rows) {
    double[] labels =
        rows.labels()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        label
                            .map(
                                "auroc and ap need numbers as labels, 0 for a normal row; --target %s holds text"
                                    ::formatted)
                            .orElse(
                                "auroc and ap need labels, 0 for a normal row; give an npz: file with"
                                    + " an array y, or --target COLUMN of a csv: file")));
    boolean[] anomalous = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      anomalous[i] = labels[i] != 0;
    }
    return anomalous;
  }

  /** Unlikely rows are anomalous, and most of all those whose score overflowed. */
  private static double[] anomaly(ScoredModel.Scores scores) {
    return Arrays.stream(scores.logLikelihood())
        .map(score -> Double.isFinite(score) ? -score : Double.POSITIVE_INFINITY)
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** JSON has no infinity: a mean that overflowed is null. */
  private static void put(ObjectNode result, String name, double value) {
    if (Double.isFinite(value)) {
      result.put(name, value);
    } else {
      result.putNull(name);
    }
  }
}
