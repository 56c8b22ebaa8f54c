package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.reproduce.Machine;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.experiments.reproduce.Spread;
import org.mollify.experiments.reproduce.images.ImageTable.Column;
import org.mollify.models.checkpoint.AtomicFile;

/** A table of image models as Markdown and CSV. */
final class ImageTablePage {

  private final String name;
  private final String description;
  private final List<String> models;
  private final List<Column> columns;
  private final ReproductionRequest request;
  private final FrechetResult floor;
  private final String features;
  private final ImageCurves curves;

  ImageTablePage(
      String name,
      String description,
      List<String> models,
      List<Column> columns,
      ReproductionRequest request,
      FrechetResult floor,
      String features) {
    this.name = name;
    this.description = description;
    this.models = models;
    this.columns = columns;
    this.request = request;
    this.floor = floor;
    this.features = features;
    this.curves = new ImageCurves(request.out(), name, columns);
  }

  /** Writes both files from the cells that are finished. */
  void write(List<ImageScore> scores) throws IOException {
    StringBuilder figures = new StringBuilder();
    for (String model : models) {
      if (curves.write(model, scores)) {
        figures.append("![%s](%s)%n".formatted(model, curves.file(model)));
      }
    }
    curves.writeNumbers(scores);
    String page = markdown(scores, figures.toString());
    AtomicFile.write(
        request.out().resolve(name + ".md"),
        out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    StringBuilder csv =
        new StringBuilder(
            "data,model,mollifier,schedule,seed,frechet_distance,kernel_distance,bound_nats,epochs,seconds\n");
    for (ImageScore score : scores) {
      ImageCell cell = score.cell();
      csv.append(
          "%s,%s,%s,%s,%d,%s,%s,%s,%d,%s%n"
              .formatted(
                  cell.data(),
                  cell.model(),
                  cell.mollifier(),
                  cell.mollifier().equals("gaussian") ? cell.schedule() : "",
                  cell.seed(),
                  score.distance(),
                  score.kernel().mean(),
                  score.bound(),
                  score.epochs(),
                  score.seconds()));
    }
    AtomicFile.write(
        request.out().resolve(name + ".csv"),
        out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private String markdown(List<ImageScore> scores, String figures) {
    StringBuilder page = new StringBuilder("# %s: %s%n%n".formatted(name, description));
    page.append("```\n").append(command()).append("\n```\n\n");
    head(page, scores);
    page.append("## Frechet distance\n\n");
    page.append(
        "Between samples and training images, mean ± sample standard deviation over seeds; lower is"
            + " better. *Order* compares the means.\n\n");
    table(page, scores, ImageScore::distance, true);
    page.append(
        "%nTest images are %.2f from the training images: what samples of the truth would have.%n%n"
            .formatted(floor.distance()));
    page.append("## Kernel distance, times 1000\n\nOf the same features, unbiased.\n\n");
    table(page, scores, score -> 1000 * score.kernel().mean(), false);
    page.append(
        "\n## Bound\n\nOf test images in raw units, nats, by one importance sample; higher is better.\n\n");
    table(page, scores, score -> score.bound() == null ? Double.NaN : score.bound(), false);
    page.append(
        "\n## Along the training\n\nOf 1,000 samples, which raises the distance of all alike; means over seeds.\n\n");
    page.append(figures);
    page.append("\n## Samples\n\nSeed 1, the same noise for all.\n\n");
    for (ImageScore score : scores) {
      if (score.cell().seed() == 1) {
        page.append("![%s](cells/%s.png)%n".formatted(score.cell(), score.cell().id()));
      }
    }
    return page.toString();
  }

  private void head(StringBuilder page, List<ImageScore> scores) {
    if (scores.isEmpty()) {
      page.append("No cell is finished.\n\n");
      return;
    }
    ImageScore first = scores.get(0);
    if (first.quick()) {
      page.append(
          ("**Scaled down from the paper**: %,d training images in place of 50,000, networks of 32 to 128"
                  + " filters in place of Table 5's, %d epochs in place of 200, %,d samples in place of"
                  + " 50,000, features of a small classifier in place of Inception's. The numbers are not"
                  + " FID and cannot be compared with the paper's; the order of the columns can.%n%n")
              .formatted(first.trainingImages(), first.epochs(), first.samples()));
    }
    page.append(
        "%d cells, %s hours of training together, last finished %s. Features: `%s`, whose accuracy is in `features/`.%n%n"
            .formatted(
                scores.size(),
                String.format(
                    Locale.ROOT,
                    "%.1f",
                    scores.stream().mapToDouble(ImageScore::seconds).sum() / 3600),
                scores.stream().map(ImageScore::finished).max(String::compareTo).orElseThrow(),
                features));
    page.append(
        "- machine: %s%n- device: %s%n- revision: %s%n%n"
            .formatted(Machine.describe(), first.device(), first.revision()));
  }

  /** What a table shows of a cell. */
  @FunctionalInterface
  private interface Quantity {
    double of(ImageScore score);
  }

  private void table(
      StringBuilder page, List<ImageScore> scores, Quantity quantity, boolean ordered) {
    List<String> titles = new ArrayList<>(columns.stream().map(Column::title).toList());
    page.append("| model | n | ").append(String.join(" | ", titles));
    page.append(ordered ? " | order |\n" : " |\n");
    page.append("|---|---|").append("---|".repeat(columns.size() + (ordered ? 1 : 0))).append("\n");
    for (String model : models) {
      List<List<Double>> cells = new ArrayList<>();
      for (Column column : columns) {
        cells.add(
            scores.stream()
                .filter(score -> score.cell().model().equals(model))
                .filter(score -> column.holds(score.cell()))
                .map(quantity::of)
                .toList());
      }
      page.append("| ").append(model).append(" | ");
      page.append(String.join(", ", cells.stream().map(c -> String.valueOf(c.size())).toList()));
      for (List<Double> cell : cells) {
        page.append(" | ").append(Spread.of(cell));
      }
      if (ordered) {
        page.append(" | ").append(order(cells).orElse(""));
      }
      page.append(" |\n");
    }
  }

  /** The columns from the smallest mean to the largest, where all are there. */
  private Optional<String> order(List<List<Double>> cells) {
    List<Integer> places = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      OptionalDouble mean = cells.get(i).stream().mapToDouble(Double::doubleValue).average();
      if (mean.isEmpty()) {
        return Optional.empty();
      }
      means.add(mean.getAsDouble());
      places.add(i);
    }
    places.sort((a, b) -> Double.compare(means.get(a), means.get(b)));
    return Optional.of(
        String.join(" < ", places.stream().map(i -> columns.get(i).title()).toList()));
  }

  private String command() {
    StringBuilder command = new StringBuilder("mollify reproduce ").append(name);
    command.append(request.quick() ? " --quick" : "");
    request.seeds().ifPresent(seeds -> command.append(" --seeds ").append(seeds));
    if (!request.only().isEmpty()) {
      command.append(" --only ").append(String.join(",", request.only()));
    }
    return command
        .append(" --jobs ")
        .append(request.jobs())
        .append(" --out ")
        .append(request.out().toAbsolutePath().getFileName())
        .toString();
  }
}
