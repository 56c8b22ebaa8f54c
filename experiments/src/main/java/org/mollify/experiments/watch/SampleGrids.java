package org.mollify.experiments.watch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.density.DensityModel;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.runtime.io.PngImage;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;

/**
 * Samples of fixed noise along the training (paper, Figure 8): {@code samples/epoch-NNNN.png}, a
 * grid every few epochs, and {@code samples/strip.png}, the first of them, a row an epoch. The
 * noise is that of the runtime for seed 0, so a grid of the last epoch is what {@code mollify
 * sample} gives.
 */
public final class SampleGrids implements EpochProbe {

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
    this.folder = run.resolve("samples");
    this.every = every;
  }

  @Override
  public void measure(EpochReport report, DensityModel model, NDManager parent) throws IOException {
    if (report.epoch() % every != 0 && report.epoch() != 1) {
      return;
    }
    List<Long> shape = LongStream.of(model.dataShape().getShape()).boxed().toList();
    double[][] images = images(model, parent);
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

  private static double[][] images(DensityModel model, NDManager parent) {
    NoiseStream stream = new NoiseStream(0, NoiseStream.Purpose.SAMPLE);
    try (NDManager manager = parent.newSubManager()) {
      NDList noise = new NDList();
      int number = 0;
      for (NoiseInput input : model.sampleNoise()) {
        int size = Math.toIntExact(input.itemShape().size());
        double[] values = new double[IMAGES * size];
        Distribution distribution = Distribution.valueOf(input.distribution().name());
        for (int i = 0; i < IMAGES; i++) {
          stream.fill(i, number, distribution, 1, values, i * size, size);
        }
        noise.add(
            manager
                .create(values, new Shape(IMAGES).addAll(input.itemShape()))
                .toType(DataType.FLOAT32, false));
        number++;
      }
      NDArray samples = model.sample(Pass.evaluation(manager), noise);
      double[] flat = samples.toType(DataType.FLOAT64, false).toDoubleArray();
      int width = flat.length / IMAGES;
      double[][] images = new double[IMAGES][];
      Arrays.setAll(images, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
      return images;
    }
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
    AtomicFile.write(folder.resolve("strip.png"), out -> ImageGrid.write(shape, rows, STRIP, out));
  }
}
