package org.mollify.experiments.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.features.DrawnPictures;
import org.mollify.experiments.features.FeatureExtraction;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.frechet.FrechetDistance;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.frechet.KernelDistance;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.DataSource;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.SplitRule;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

/**
 * Metrics of a run or a bundle on one part of a set of images: the bound, and Frechet and kernel
 * distances of samples from the part. The paper compares with the training part. Noise is the same
 * for a run and for its bundle, so their numbers agree up to rounding.
 *
 * @param target folder of the run or bundle
 * @param slot checkpoint of a run
 * @param data the images
 * @param dataDir where named data sets are
 * @param split rule that makes the parts; or nothing for that of the training where the images are
 *     the same, else the set's own
 * @param splitSeed seed of a split that is drawn; or nothing for that of the training where the
 *     images are the same, else 0
 * @param allowPartial whether a named set may lack some of its files
 * @param part which part
 * @param metrics what to compute
 * @param features an ONNX file or the folder of a trained classifier; or nothing for Inception,
 *     whose distances alone are called FID and KID
 * @param samples samples to draw, and most images of the part to compare with
 * @param scored most images of the part to score
 * @param seed seed of samples
 */
public record ImageEvaluation(
    Path target,
    Checkpoint.Slot slot,
    String data,
    Optional<Path> dataDir,
    Optional<SplitRule> split,
    OptionalLong splitSeed,
    boolean allowPartial,
    Part part,
    List<Metric> metrics,
    Optional<Path> features,
    int samples,
    int scored,
    long seed) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 250;

  /**
   * Computes the metrics.
   *
   * @return one JSON object
   * @throws IOException if the model, the images or the features cannot be read
   * @throws IllegalArgumentException if a metric is for tables, or the images do not fit the model
   * @throws IllegalStateException if more than one sample in ten holds NaN or infinite values
   */
  public ObjectNode run() throws IOException {
    for (Metric metric : metrics) {
      if (!metric.isForImages()) {
        throw new IllegalArgumentException(
            metric == Metric.MMD
                ? "metric mmd is for tables; images have loglik, bpd, fid and kid"
                : "metric %s of images needs --against, which names images that do not belong"
                    .formatted(metric.label()));
      }
    }
    try (ScoredModel model = ScoredModel.open(target, slot)) {
      ImageDataset images = load(model.trainedSplit());
      if (!images.spec().shape().equals(model.shape())) {
        throw new IllegalArgumentException(
            "%s has images of %s; the model takes %s"
                .formatted(images.name(), images.spec().shape(), model.shape()));
      }
      ImageBlock items = part.of(images);
      ObjectNode result = JSON.createObjectNode();
      result.put("target", target.toString());
      result.put("data", images.name());
      result.put("split", images.provenance().split());
      result.put("splitSeed", images.provenance().splitSeed());
      result.put("part", part.name().toLowerCase(Locale.ROOT));
      if (metrics.contains(Metric.LOGLIK) || metrics.contains(Metric.BPD)) {
        score(result, model, items);
      }
      if (metrics.contains(Metric.FID) || metrics.contains(Metric.KID)) {
        try (FeatureNetwork network =
            FeatureNetworks.open(features, request(Optional.empty(), Optional.empty()), 0)) {
          compare(result, model, items, network);
        }
      }
      return result;
    }
  }

  /**
   * Opens the images, cut as for the training where they are the same and nobody says otherwise. A
   * set of that name is cut so at once: where it is not complete, its own parts may not be there.
   */
  ImageDataset load(Optional<TrainedSplit> trained) throws IOException {
    boolean folder = DataSource.parse(data) instanceof DataSource.ImageFolder;
    Optional<TrainedSplit> alike =
        trained.filter(
            known -> folder ? known.data().startsWith("images:") : known.data().equals(data));
    Optional<Integer> size = alike.flatMap(TrainedSplit::imageSize);
    if (alike.isPresent()) {
      Optional<ImageDataset> images = cutAs(alike.get(), size, folder);
      if (images.isPresent()) {
        return images.get();
      }
    }
    return (ImageDataset) TrainingData.load(request(Optional.empty(), size));
  }

  /** Another folder need not have the parts that the training's rule asks for. */
  private Optional<ImageDataset> cutAs(TrainedSplit trained, Optional<Integer> size, boolean folder)
      throws IOException {
    try {
      ImageDataset images = (ImageDataset) TrainingData.load(request(Optional.of(trained), size));
      return Optional.of(images).filter(loaded -> trained.isOf(loaded.provenance()));
    } catch (InvalidDataException e) {
      if (folder && split.isEmpty()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What a user leaves open is as in the training. */
  private DataRequest request(Optional<TrainedSplit> trained, Optional<Integer> size) {
    return new DataRequest(
        data,
        dataDir,
        ColumnSelection.ALL,
        split.or(() -> trained.map(TrainedSplit::rule)),
        splitSeed.orElse(trained.map(TrainedSplit::seed).orElse(0L)),
        ColumnRules.NONE,
        new ImageRules(allowPartial, size));
  }

  private void score(ObjectNode result, ScoredModel model, ImageBlock items) {
    int count = Math.min(scored, items.size());
    double total = 0;
    int nonFinite = 0;
    Integer importance = null;
    for (int from = 0; from < count; from += CHUNK) {
      ScoredModel.Scores scores = model.score(rows(items, from, Math.min(CHUNK, count - from)));
      importance = scores.samples();
      for (double nats : scores.logLikelihood()) {
        total += nats / count;
        nonFinite += Double.isFinite(nats) ? 0 : 1;
      }
    }
    double bits = -total / (items.shape().values() * Math.log(2));
    result.put("scored", count);
    result.put("kind", model.likelihoodKind());
    result.put("importanceSamples", importance);
    if (metrics.contains(Metric.LOGLIK)) {
      result.put("logLikelihood", Double.isFinite(total) ? Double.valueOf(total) : null);
      result.put("nonFinite", nonFinite);
    }
    if (metrics.contains(Metric.BPD)) {
      result.put("bitsPerDimension", Double.isFinite(bits) ? Double.valueOf(bits) : null);
    }
  }

  private void compare(
      ObjectNode result, ScoredModel model, ImageBlock items, FeatureNetwork network) {
    ImageShape shape = items.shape();
    int count = Math.min(samples, items.size());
    List<float[]> drawn = new ArrayList<>();
    int nonFinite = 0;
    for (int from = 0; from < samples; from += CHUNK) {
      int size = Math.min(CHUNK, samples - from);
      DrawnPictures pictures = pictures(model.sample(from, size, seed), shape);
      nonFinite += pictures.nonFinite();
      drawn.add(network.features(pictures.pixels()));
    }
    DrawnPictures.requireFew(nonFinite, samples);
    FeatureSet references =
        FeatureExtraction.features(network, FeatureNetworks.batches(items, samples));
    FeatureSet generated = new FeatureSet(network.name(), network.dimension(), joined(drawn));
    result.put("features", network.name());
    result.put("samples", samples);
    result.put("nonFiniteSamples", nonFinite);
    result.put("references", count);
    if (metrics.contains(Metric.FID)) {
      FrechetResult frechet =
          FrechetDistance.between(generated.statistics(), references.statistics());
      ObjectNode entry = JSON.valueToTree(frechet);
      entry.put("name", network.frechetName());
      result.set("fid".equals(key(network)) ? "fid" : "frechetDistance", entry);
    }
    if (metrics.contains(Metric.KID)) {
      int size = Math.min(KernelDistance.SUBSET_SIZE, Math.min(samples, count) / 2);
      ObjectNode entry =
          JSON.valueToTree(
              KernelDistance.overSubsets(
                  generated, references, KernelDistance.SUBSETS, size, seed));
      entry.put("name", network.kernelName());
      result.set("fid".equals(key(network)) ? "kid" : "kernelDistance", entry);
    }
  }

  /** Distances over other features than Inception's go by another name. */
  private static String key(FeatureNetwork network) {
    return network.frechetName().equals("FID") ? "fid" : "other";
  }

  private static DrawnPictures pictures(double[][] rows, ImageShape shape) {
    return DrawnPictures.of(rows, shape.channels(), shape.height(), shape.width());
  }

  private static double[][] rows(ImageBlock items, int from, int count) {
    double[][] rows = new double[count][items.shape().values()];
    ByteBuffer bytes = ByteBuffer.allocate(items.shape().values());
    for (int i = 0; i < count; i++) {
      items.copy(from + i, bytes.clear());
      Arrays.setAll(rows[i], j -> Byte.toUnsignedInt(bytes.get(j)));
    }
    return rows;
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int next = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, next, part.length);
      next += part.length;
    }
    return all;
  }
}
