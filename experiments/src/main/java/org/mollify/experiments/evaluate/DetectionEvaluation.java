package org.mollify.experiments.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mollify.experiments.metric.RankingMetrics;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.score.PngCoder;
import org.mollify.trainer.data.image.FittedImages;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

/**
 * How well the scores of a bundle tell images that do not belong from those of a part of its data:
 * AUROC and average precision, images that do not belong being the positive ones, for the plain
 * negative log-likelihood, the one-sided percentile, typicality and the complexity-corrected score.
 *
 * @param usual the bundle and the part whose images belong
 * @param against what does not belong, one entry in the answer each
 */
public record DetectionEvaluation(ImageEvaluation usual, List<Outsiders> against) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Computes the metrics.
   *
   * @return one JSON object
   * @throws IOException if the bundle or images cannot be read
   * @throws IllegalArgumentException if a metric is none of detection, or images do not fit
   */
  public ObjectNode run() throws IOException {
    for (Metric metric : usual.metrics()) {
      if (metric != Metric.AUROC && metric != Metric.AP) {
        throw new IllegalArgumentException(
            "--against measures auroc and ap; leave it out to measure %s"
                .formatted(metric.label()));
      }
    }
    if (!Files.exists(usual.target().resolve(BundleManifest.FILE_NAME))) {
      throw new IllegalArgumentException(
          "--against needs the held-out scores of a bundle, and %s is none; mollify export a run first"
              .formatted(usual.target()));
    }
    try (GenerativeModel model = GenerativeModel.open(usual.target())) {
      return run(model);
    }
  }

  private ObjectNode run(GenerativeModel model) throws IOException {
    ImageDataset data = usual.load(new ScoredBundle(model).trainedSplit());
    BundleManifest.Data items = model.manifest().data();
    if (!data.spec().shape().equals(items.shape())) {
      throw new IllegalArgumentException(
          "%s has images of %s; the model takes %s"
              .formatted(data.name(), data.spec().shape(), items.shape()));
    }
    ImageShape shape = data.train().shape();
    FittedImages part = new FittedImages(usual.part().of(data), shape);
    Outsiders.Images known =
        new Outsiders.Images(data.name(), part.description(), part.size(), part::levels);
    OddnessScores inside = score(model, known);
    ObjectNode result = JSON.createObjectNode();
    result.put("target", usual.target().toString());
    result.put("data", data.name());
    result.put("split", data.provenance().split());
    result.put("splitSeed", data.provenance().splitSeed());
    result.put("part", usual.part().label());
    result.put("kind", model.manifest().likelihood().kind());
    result.put("importanceSamples", inside.importanceSamples());
    result.put(
        "coder", inside.codeLength() == null ? null : PngCoder.NAME + " " + PngCoder.VERSION);
    describe(result, inside);
    ArrayNode all = result.putArray("against");
    for (Outsiders outsiders : against) {
      Outsiders.Images images = outsiders.open(known, shape, usual);
      OddnessScores outside = score(model, images);
      ObjectNode entry = all.addObject();
      entry.put("images", images.name());
      entry.put("made", images.made());
      describe(entry, outside);
      rank(entry, inside, outside);
    }
    return result;
  }

  private OddnessScores score(GenerativeModel model, Outsiders.Images images) {
    return OddnessScores.of(model, images, Math.min(usual.scored(), images.count()));
  }

  private static void describe(ObjectNode entry, OddnessScores scores) {
    entry.put("items", scores.bitsPerDimension().length);
    entry.put("nonFinite", scores.nonFinite());
    double bits =
        Arrays.stream(scores.bitsPerDimension())
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN);
    entry.put("bitsPerDimension", Double.isNaN(bits) ? null : Double.valueOf(bits));
    if (scores.codeLength() != null) {
      entry.put("codeLength", Arrays.stream(scores.codeLength()).average().orElseThrow());
    }
  }

  private void rank(ObjectNode entry, OddnessScores inside, OddnessScores outside) {
    int usualItems = inside.bitsPerDimension().length;
    boolean[] odd = new boolean[usualItems + outside.bitsPerDimension().length];
    Arrays.fill(odd, usualItems, odd.length, true);
    ObjectNode scores = entry.putObject("scores");
    Map<String, double[]> known = inside.named();
    outside
        .named()
        .forEach(
            (name, values) -> {
              if (values == null || known.get(name) == null) {
                scores.putNull(name);
                return;
              }
              double[] all = Arrays.copyOf(known.get(name), odd.length);
              System.arraycopy(values, 0, all, usualItems, values.length);
              ObjectNode metrics = scores.putObject(name);
              if (usual.metrics().contains(Metric.AUROC)) {
                metrics.put("auroc", RankingMetrics.auroc(odd, all));
              }
              if (usual.metrics().contains(Metric.AP)) {
                metrics.put("averagePrecision", RankingMetrics.averagePrecision(odd, all));
              }
            });
  }
}
