package org.mollify.experiments.watch;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.mollify.experiments.ModelSamples;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.density.DensityModel;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.runtime.io.PngImage;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;

/**
 * Samples of fixed noise along the training (paper, Figure 8): {@code samples/epoch-NNNN.png}, a
 * grid every few epochs, and {@code samples/strip.png}, the first of them, a row an epoch. The
 * noise is that of the runtime for seed 0, so a grid of the last epoch is what {@code mollify
 * sample} gives.
 */
public final class SampleGrids implements EpochProbe {

  private static final String FOLDER = "samples";
  private static final String STRIP_FILE = "strip.png";
  private static final int IMAGES = 64;
  private static final int STRIP = 8;
  private static final String PREFIX = "epoch-";

  private final Path folder;
  private final int every;

  /**
   * Prepares grids.
   *
   * @param run run folder
   * @param every number of epochs from one grid to the next
   * @throws IllegalArgumentException if that is not positive
   */
  public SampleGrids(Path run, int every) {
    if (every < 1) {
      throw new IllegalArgumentException("--samples-every expects at least 1; got " + every);
    }
    this.folder = run.resolve(FOLDER);
    this.every = every;
  }

  /**
   * Where the strip of a run is.
   *
   * @param run run folder
   * @return the picture, which a run that was never watched does not have
   */
  public static Path strip(Path run) {
    return run.resolve(FOLDER).resolve(STRIP_FILE);
  }

  @Override
  public void measure(EpochReport report, DensityModel model, NDManager parent) throws IOException {
    if (report.epoch() % every != 0 && report.epoch() != 1) {
      return;
    }
    List<Long> shape = LongStream.of(model.dataShape().getShape()).boxed().toList();
    double[][] images = ModelSamples.of(model, parent, 0, IMAGES, 0);
    AtomicFile.write(
        folder.resolve("%s%04d.png".formatted(PREFIX, report.epoch())),
        out -> ImageGrid.write(shape, images, out));
    for (int i = 0; i < STRIP; i++) {
      double[][] one = {images[i]};
      AtomicFile.write(
          folder.resolve("single").resolve("%04d-%d.png".formatted(report.epoch(), i)),
          out -> ImageGrid.write(shape, one, out));
    }
    strip(shape);
  }

  /** All epochs so far, also those before a resumption, read back from their files. */
  private void strip(List<Long> shape) throws IOException {
    Map<String, double[]> singles = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("single"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".png")).toList()) {
        singles.put(file.getFileName().toString(), PngImage.read(Files.readAllBytes(file), shape));
      }
    }
    double[][] rows = singles.values().toArray(double[][]::new);
    AtomicFile.write(folder.resolve(STRIP_FILE), out -> ImageGrid.write(shape, rows, STRIP, out));
  }
}
