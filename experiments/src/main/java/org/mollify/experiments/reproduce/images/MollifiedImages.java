package org.mollify.experiments.reproduce.images;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.transform.PixelScaling;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;
import org.mollify.trainer.loop.RawItems;
import org.mollify.trainer.mollify.BlurringMollifier;
import org.mollify.trainer.mollify.GaussianMollifier;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.mollify.Schedule;

/**
 * What a model sees of images of CIFAR-10 as mollification fades (paper, Figure 2 and appendix B):
 * a row an image, a column a part of the annealing, with noise above and blur below. Values outside
 * 0..255 are clamped for the picture.
 */
public final class MollifiedImages implements Reproduction {

  private static final int IMAGES = 4;
  private static final double[] PROGRESS = {0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 1};
  private static final int SEED = 1;

  @Override
  public String name() {
    return "mollified-images";
  }

  @Override
  public String description() {
    return "images of CIFAR-10 as Gaussian and blurring mollification show them over training";
  }

  @Override
  public String folder() {
    return "figures";
  }

  @Override
  public void run(ReproductionRequest request) throws IOException {
    request.requireWhole(name());
    ImageDataset data = ImageSet.CIFAR10.load(request);
    ImageShape shape = data.train().shape();
    List<double[]> pictures = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(SEED);
      PixelScaling scaling =
          new PixelScaling.Spec(shape.channels(), shape.height(), shape.width(), false).build();
      NDArray clean =
          scaling.toModelSpace(
              Pass.evaluation(manager), RawItems.of(manager, data.train(), 0, IMAGES));
      pictures.addAll(rows(scaling, clean, new GaussianMollifier(Schedule.sigmoid(0, 3, 0.7))));
      pictures.addAll(rows(scaling, clean, new BlurringMollifier(shape.height(), shape.width())));
    }
    Path png = request.out().resolve(name() + ".png");
    AtomicFile.write(
        png,
        out ->
            ImageGrid.write(
                data.spec().shape(), pictures.toArray(double[][]::new), PROGRESS.length, out));
    String page =
        """
        # %s

        `mollify reproduce %s`

        ![mollified images](%s.png)

        The first %d training images, four rows with noise (sigmoid schedule, tau 0.7) and four with blur.
        Columns: t/T = %s. Clamped to 0..255 for the picture; training sees them unclamped.
        """
            .formatted(
                description(),
                name(),
                name(),
                IMAGES,
                String.join(
                    ", ",
                    Arrays.stream(PROGRESS)
                        .mapToObj(p -> String.format(Locale.ROOT, "%.2f", p))
                        .toList()));
    AtomicFile.write(
        request.out().resolve(name() + ".md"),
        out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    request.results().accept("written: " + png);
  }

  private static List<double[]> rows(PixelScaling scaling, NDArray clean, Mollifier mollifier) {
    List<double[][]> columns = new ArrayList<>();
    for (double progress : PROGRESS) {
      NDArray raw =
          scaling.toRawUnits(
              Pass.evaluation(clean.getManager()), mollifier.mollify(clean, progress));
      double[] flat = raw.toType(DataType.FLOAT64, false).toDoubleArray();
      int width = flat.length / IMAGES;
      double[][] images = new double[IMAGES][];
      Arrays.setAll(images, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
      columns.add(images);
    }
    List<double[]> rows = new ArrayList<>();
    for (int image = 0; image < IMAGES; image++) {
      for (double[][] column : columns) {
        rows.add(column[image]);
      }
    }
    return rows;
  }
}
