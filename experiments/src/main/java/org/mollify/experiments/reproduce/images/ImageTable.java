package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.mollify.experiments.reproduce.FolderLock;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.image.ImageDataset;

/**
 * A table of Frechet distances of image models.
 *
 * <pre>
 * TABLE.md, TABLE.csv     the table, written anew after every finished cell
 * TABLE-SET-MODEL.png     the distance along the training, numbers in TABLE-curves.csv
 * cells/                  each finished cell as JSON, with a grid of its samples, and a strip of
 *                         samples along its training
 * features/               the feature network, its accuracy, statistics of each set
 * runs/                   run folders of unfinished cells
 * </pre>
 *
 * <p>A page holds every finished cell of its folder, whatever {@code --only} and {@code --seeds}
 * say, and all of them compare: a folder takes cells of one size, one set of images, one number of
 * samples and one network of features. The paper's size needs a GPU for days; {@code --quick}
 * trains small networks on what there is of the images, of the table's first set unless another is
 * named.
 */
final class ImageTable implements Reproduction {

  private static final int PAPER_SAMPLES = 50_000;
  private static final int QUICK_SAMPLES = 5_000;
  private static final int QUICK_SEEDS = 2;

  private final TableDefinition definition;
  private final int quickSamples;

  ImageTable(TableDefinition definition) {
    this(definition, QUICK_SAMPLES);
  }

  ImageTable(TableDefinition definition, int quickSamples) {
    this.definition = definition;
    this.quickSamples = quickSamples;
  }

  @Override
  public String name() {
    return definition.name();
  }

  @Override
  public String description() {
    return definition.description();
  }

  /** All of them share cells. */
  @Override
  public String folder() {
    return "images";
  }

  @Override
  public void run(ReproductionRequest request) throws IOException, InterruptedException {
    TableDefinition chosen = chosen(request);
    Map<ImageSet, ImageDataset> data = load(request, chosen);
    int seeds = request.seeds().orElse(request.quick() ? QUICK_SEEDS : 1);
    int samples = request.quick() ? quickSamples : PAPER_SAMPLES;
    try (FolderLock lock = FolderLock.of(request.out(), folder());
        References references = References.open(request, data, samples)) {
      ImageCells runner =
          new ImageCells(request, references, new ImageMeasurement(request, references, samples));
      FinishedCells finished = new FinishedCells(request.out());
      ImageTablePage page =
          new ImageTablePage(definition, request, references.frechetName(), references::floor);
      runner.run(
          chosen.on(references.sets()).cells(seeds), () -> page.write(finished.of(definition)));
      page.write(finished.of(definition));
      lock.requireHeld();
    }
    request.results().accept("written: " + request.out().resolve(name() + ".md"));
  }

  private TableDefinition chosen(ReproductionRequest request) {
    TableDefinition named = definition.only(request.only());
    boolean first = request.quick() && !definition.namesSets(request.only());
    return first ? named.on(definition.sets().subList(0, 1)) : named;
  }

  /** Opens the sets; one that nobody named may be missing, where another is there. */
  private Map<ImageSet, ImageDataset> load(ReproductionRequest request, TableDefinition chosen)
      throws IOException {
    Map<ImageSet, ImageDataset> data = new EnumMap<>(ImageSet.class);
    InvalidDataException missing = null;
    for (ImageSet set : chosen.sets()) {
      try {
        data.put(set, set.load(request));
      } catch (InvalidDataException e) {
        if (definition.namesSets(request.only())) {
          throw e;
        }
        request.progress().accept("without %s: %s".formatted(set.title(), e.getMessage()));
        missing = e;
      }
    }
    if (data.isEmpty()) {
      throw missing;
    }
    return data;
  }
}
