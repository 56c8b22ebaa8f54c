package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.image.ImageDataset;

/**
 * A table of Frechet distances of image models: {@code table1}, vanilla against Gaussian and
 * blurring mollification, or {@code table2}, the schedules of Gaussian mollification.
 *
 * <pre>
 * TABLE.md, TABLE.csv   the table, written anew after every finished cell
 * TABLE-MODEL.png       the distance along the training, numbers in TABLE-curves.csv
 * cells/                each finished cell as JSON, with a grid of its samples
 * features/             the feature network, its accuracy, statistics of the training images
 * runs/                 run folders of unfinished cells
 * </pre>
 *
 * <p>The paper's size needs a GPU for days; {@code --quick} trains small networks on what there is
 * of CIFAR-10.
 */
public final class ImageTable implements Reproduction {

  private static final String DATA = "cifar10";
  private static final int PAPER_SAMPLES = 50_000;
  private static final int QUICK_SAMPLES = 5_000;
  private static final int QUICK_SEEDS = 2;

  private final String name;
  private final String description;
  private final List<String> models;
  private final List<Column> columns;

  /**
   * A column of the table.
   *
   * @param title its head
   * @param mollifier mollifier of its runs
   * @param schedule schedule of its runs
   */
  record Column(String title, String mollifier, String schedule) {

    /** Whether a run belongs to this column. */
    boolean holds(ImageCell cell) {
      return cell.mollifier().equals(mollifier) && cell.schedule().equals(schedule);
    }
  }

  private ImageTable(String name, String description, List<String> models, List<Column> columns) {
    this.name = name;
    this.description = description;
    this.models = models;
    this.columns = columns;
  }

  /** The table of mollifiers. */
  public static ImageTable table1() {
    return new ImageTable(
        "table1",
        "Frechet distances of five VAEs on CIFAR-10, vanilla, Gaussian and blurring",
        List.of("vae", "vae-iaf", "iwae", "beta-vae", "hvae"),
        List.of(
            new Column("vanilla", "none", "sigmoid"),
            new Column("Gaussian", "gaussian", "sigmoid"),
            new Column("blurring", "blurring", "sigmoid")));
  }

  /** The figure of distances along the training: the cells of the first table. */
  public static ImageTable figure9() {
    ImageTable table = table1();
    return new ImageTable(
        "fig9",
        "Frechet distances of five VAEs on CIFAR-10 along the training",
        table.models,
        table.columns);
  }

  /** The table of schedules. */
  public static ImageTable table2() {
    return new ImageTable(
        "table2",
        "Frechet distances of three VAEs on CIFAR-10 by schedule of the noise",
        List.of("vae", "beta-vae", "iwae"),
        List.of(
            new Column("vanilla", "none", "sigmoid"),
            new Column("sigmoid", "gaussian", "sigmoid"),
            new Column("cosine", "gaussian", "cosine"),
            new Column("linear", "gaussian", "linear")));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  /** Both tables share cells. */
  @Override
  public String folder() {
    return "images";
  }

  @Override
  public void run(ReproductionRequest request) throws IOException, InterruptedException {
    List<String> chosen = selected(request.only());
    ImageDataset data = load(request);
    int seeds = request.seeds().orElse(request.quick() ? QUICK_SEEDS : 1);
    List<ImageCell> cells = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      for (String model : chosen) {
        for (Column column : columns) {
          cells.add(new ImageCell(DATA, model, column.mollifier(), column.schedule(), seed));
        }
      }
    }
    try (ReferenceFeatures reference =
        ReferenceFeatures.of(
            data, files(request), request.out().resolve("features"), request.progress())) {
      int samples = request.quick() ? QUICK_SAMPLES : PAPER_SAMPLES;
      ImageCells runner =
          new ImageCells(
              request,
              reference,
              new ImageMeasurement(request, reference, samples, data.train().size()));
      var floor = reference.distance(reference.test(samples));
      ImageTablePage page =
          new ImageTablePage(name, description, models, columns, request, floor, reference.name());
      runner.run(cells, () -> page.write(scores(runner, seeds)));
      page.write(scores(runner, seeds));
    }
    request.results().accept("written: " + request.out().resolve(name + ".md"));
  }

  private List<ImageScore> scores(ImageCells runner, int seeds) throws IOException {
    List<ImageScore> scores = new ArrayList<>();
    for (String model : models) {
      for (Column column : columns) {
        for (int seed = 1; seed <= seeds; seed++) {
          runner
              .read(new ImageCell(DATA, model, column.mollifier(), column.schedule(), seed))
              .ifPresent(scores::add);
        }
      }
    }
    return scores;
  }

  private List<String> selected(List<String> only) {
    if (only.isEmpty()) {
      return models;
    }
    for (String word : only) {
      if (!models.contains(word.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "--only expects models of %s (%s); got %s"
                .formatted(name, String.join(", ", models), word));
      }
    }
    return only.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  private static DataRequest data(ReproductionRequest request) {
    return new DataRequest(
        DATA,
        request.dataDir(),
        ColumnSelection.ALL,
        Optional.empty(),
        0,
        ColumnRules.NONE,
        new ImageRules(true, Optional.empty()));
  }

  private static ImageDataset load(ReproductionRequest request) throws IOException {
    return (ImageDataset) TrainingData.load(data(request));
  }

  private static Path files(ReproductionRequest request) throws IOException {
    return data(request).requiredDataDir().resolve(DATA);
  }
}
