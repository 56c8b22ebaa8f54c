package org.mollify.experiments.watch;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.features.FeatureExtraction;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.frechet.FeatureStatistics;
import org.mollify.experiments.frechet.StatisticsFile;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;

/**
 * A {@link DistanceCurve} with the network and the references it needs. The statistics of the
 * training images are kept in the run folder, so that a resumed run compares with the same ones.
 */
public final class DistanceWatch implements EpochProbe, AutoCloseable {

  private static final String REFERENCES = "references.npz";
  private static final int MOST_REFERENCES = 50_000;

  private final FeatureNetwork network;
  private final Path run;
  private final ImageBlock training;
  private final int every;
  private final int samples;
  private DistanceCurve curve;

  /**
   * Prepares a watch.
   *
   * @param run run folder
   * @param network gives the features; closed with the watch
   * @param training training images
   * @param every number of epochs from one point to the next
   * @param samples samples of a point
   * @throws IllegalArgumentException if a number is not positive, or the run has distances by other
   *     features
   * @throws IOException if statistics that the run keeps cannot be read
   */
  public DistanceWatch(
      Path run, FeatureNetwork network, ImageBlock training, int every, int samples)
      throws IOException {
    if (every < 1 || samples < 2) {
      throw new IllegalArgumentException(
          "--distance-every expects at least 1 and --distance-samples at least 2; got %d and %d"
              .formatted(every, samples));
    }
    this.network = network;
    this.run = run;
    this.training = training;
    this.every = every;
    this.samples = samples;
    Path kept = run.resolve(REFERENCES);
    if (Files.exists(kept)) {
      requireSame(StatisticsFile.read(kept), kept);
    }
  }

  @Override
  public void measure(EpochReport report, DensityModel model, NDManager parent) throws IOException {
    if (curve == null) {
      curve = new DistanceCurve(run, network, references(), every, samples);
    }
    curve.measure(report, model, parent);
  }

  private FeatureStatistics references() throws IOException {
    Path kept = run.resolve(REFERENCES);
    if (Files.exists(kept)) {
      return StatisticsFile.read(kept);
    }
    FeatureStatistics statistics =
        FeatureExtraction.statistics(network, FeatureNetworks.batches(training, MOST_REFERENCES));
    StatisticsFile.write(kept, statistics);
    return statistics;
  }

  /** The points so far are of those features. */
  private void requireSame(FeatureStatistics statistics, Path kept) {
    if (!statistics.features().equals(network.name())) {
      throw new IllegalArgumentException(
          "the distances of this run are by %s (%s), and --features now gives %s; give the same ones,"
                  .formatted(statistics.features(), kept, network.name())
              + " or leave out --distance-every");
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
