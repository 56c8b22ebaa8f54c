package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.watch.DistanceWatch;
import org.mollify.experiments.watch.SampleGrids;
import org.mollify.models.DataSpec;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.loop.EpochProbe;
import picocli.CommandLine.Option;

/** What is drawn and measured of samples while a model of images is trained. */
final class WatchOptions {

  @Option(
      names = "--samples-every",
      paramLabel = "N",
      description = "Save a grid of samples every N epochs, for images, in RUN/samples.")
  private Integer samplesEvery;

  @Option(
      names = "--distance-every",
      paramLabel = "N",
      description =
          "Measure the Frechet distance of samples every N epochs, for images, in"
              + " RUN/distance.jsonl.")
  private Integer distanceEvery;

  @Option(
      names = "--distance-samples",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Samples of each such point (default: ${DEFAULT-VALUE}).")
  private int distanceSamples;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description =
          "Feature network of the distance: an ONNX file, or the folder of a trained classifier"
              + " (default: Inception).")
  private Path features;

  /**
   * Grids of samples along the training.
   *
   * @throws IllegalArgumentException if they were asked for and the data are a table
   */
  EpochProbe grids(Path run, Dataset dataset) {
    if (samplesEvery == null) {
      return EpochProbe.NONE;
    }
    if (dataset.spec().kind() != DataSpec.Kind.IMAGE) {
      throw new IllegalArgumentException(
          "--samples-every draws pictures, and %s is a table; leave it out"
              .formatted(dataset.name()));
    }
    return new SampleGrids(run, samplesEvery);
  }

  /**
   * Opens what measures distances along the training, for the caller to close; null where they were
   * not asked for.
   *
   * @param request what the training loads
   * @throws IllegalArgumentException if they were asked for and the data are a table
   * @throws IOException if there is no feature network
   */
  DistanceWatch distances(Path run, Dataset dataset, DataRequest request) throws IOException {
    if (distanceEvery == null) {
      return null;
    }
    if (!(dataset instanceof ImageDataset images)) {
      throw new IllegalArgumentException(
          "--distance-every compares pictures, and %s is a table; leave it out"
              .formatted(dataset.name()));
    }
    return new DistanceWatch(
        run,
        FeatureNetworks.open(Optional.ofNullable(features), request, 0),
        images.train(),
        distanceEvery,
        distanceSamples);
  }
}
