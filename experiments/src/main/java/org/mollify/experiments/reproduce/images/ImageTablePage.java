package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.metric.BitsPerDimension;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.config.TrainingConfig;

/** A table of image models as Markdown and CSV: what they have in common, then a section a set. */
final class ImageTablePage {

  private final TableDefinition definition;
  private final ReproductionRequest request;
  private final String distance;
  private final Floors floors;
  private final ImageCurves curves;

  /** Gives the distance of a set's test images from its training images, where it is known. */
  @FunctionalInterface
  interface Floors {
    Optional<FrechetResult> of(ImageSet set) throws IOException;
  }

  /**
   * Prepares a page.
   *
   * @param definition the whole table, whatever is run of it now
   * @param request says where it is written, and by which command
   * @param distance what the Frechet distance is called: FID over Inception's features alone
   * @param floors what perfect samples would have
   */
  ImageTablePage(
      TableDefinition definition, ReproductionRequest request, String distance, Floors floors) {
    this.definition = definition;
    this.request = request;
    this.distance = distance;
    this.floors = floors;
    this.curves = new ImageCurves(request.out(), definition);
  }

  /** Writes all files from the runs that are finished. */
  void write(List<ImageScore> scores) throws IOException {
    String name = definition.name();
    StringBuilder page =
        new StringBuilder("# %s: %s%n%n".formatted(name, definition.description()));
    page.append("```\n").append(request.command(name)).append("\n```\n\n");
    page.append(scores.isEmpty() ? "No cell is finished.\n" : head(scores));
    for (ImageSet set : definition.sets()) {
      List<ImageScore> own =
          scores.stream().filter(score -> score.cell().data().equals(set.id())).toList();
      if (!own.isEmpty()) {
        section(page, set, own);
      }
    }
    curves.writeNumbers(scores);
    write(name + ".md", page.toString());
    write(name + ".csv", csv(scores));
  }

  private void write(String file, String text) throws IOException {
    AtomicFile.write(
        request.out().resolve(file), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String csv(List<ImageScore> scores) {
    StringBuilder csv =
        new StringBuilder(
            "data,model,mollifier,schedule,settings,seed,frechet_distance,kernel_distance,bound_nats,epochs,seconds,non_finite_samples\n");
    for (ImageScore score : scores) {
      ImageCell cell = score.cell();
      csv.append(
          "%s,%s,%s,%s,%s,%d,%s,%s,%s,%d,%s,%s%n"
              .formatted(
                  cell.data(),
                  cell.model(),
                  cell.mollifier(),
                  cell.mollifier().equals("gaussian") ? cell.schedule() : "",
                  cell.settingsText(),
                  cell.seed(),
                  score.distance(),
                  score.kernel().mean(),
                  score.bound(),
                  score.epochs(),
                  score.seconds(),
                  score.nonFinite() == null ? "" : score.nonFinite()));
    }
    return csv.toString();
  }

  private String head(List<ImageScore> scores) {
    String accuracy = isFid() ? "" : "; their accuracy is in `features/`";
    return """
        %d cells, %s hours of training together, last finished %s.

        - features: %s%s; images of another size than the network's are resized to it, bilinearly
        - machine: %s
        - device: %s
        - revision: %s

        """
        .formatted(
            scores.size(),
            String.format(
                Locale.ROOT, "%.1f", scores.stream().mapToDouble(ImageScore::seconds).sum() / 3600),
            scores.stream().map(ImageScore::finished).max(String::compareTo).orElseThrow(),
            distinct(scores, ImageScore::features),
            accuracy,
            distinct(scores, ImageScore::machine),
            distinct(scores, ImageScore::device),
            distinct(scores, ImageScore::revision));
  }

  private static String distinct(List<ImageScore> scores, Function<ImageScore, String> what) {
    return scores.stream().map(what).distinct().collect(Collectors.joining("; "));
  }

  private void section(StringBuilder page, ImageSet set, List<ImageScore> scores)
      throws IOException {
    page.append("## %s%n%n".formatted(set.title()));
    page.append(scores.get(0).quick() ? scaledDown(set, scores) : images(set, scores.get(0)));
    if (!isFid()) {
      page.append(
          "The numbers are not FID and cannot be compared with the paper's; the order of the columns can.\n\n");
    }
    Map<Boolean, List<String>> models =
        definition.models().stream().collect(Collectors.partitioningBy(of(scores)));
    QuantityTable table = new QuantityTable(models.get(true), definition.columns(), scores);
    page.append("### %s%n%n".formatted(distance));
    page.append(
        "Between %,d samples and the training images, mean ± sample standard deviation over seeds; lower is better. *Order* compares the means.%n%n"
            .formatted(scores.get(0).samples()));
    page.append(table.markdown(ImageScore::distance, true));
    if (!models.get(false).isEmpty()) {
      page.append("%nNot run: %s.%n".formatted(String.join(", ", models.get(false))));
    }
    Optional<FrechetResult> floor = floors.of(set);
    if (floor.isPresent()) {
      page.append(
          "%n%,d test images are %.2f from the training images: what as many samples of the truth would have.%n"
              .formatted(floor.get().firstCount(), floor.get().distance()));
    }
    nonFinite(page, scores);
    page.append("\n### Kernel distance, times 1000\n\nOf the same features, unbiased.\n\n");
    page.append(table.markdown(score -> 1000 * score.kernel().mean(), false));
    page.append(
        "\n### Log-likelihood\n\nOf test images in raw units, nats; a bound by one draw of noise, where a model needs noise. Higher is better, and only within a row: models differ in dequantisation.\n\n");
    page.append(table.markdown(score -> score.bound() == null ? Double.NaN : score.bound(), false));
    bitsPerDimension(page, set, scores);
    page.append(
        "%n### Along the training%n%nOf %,d samples, which raises the distance of all alike; means over seeds.%n%n"
            .formatted(ImageCells.curveSamples(scores.get(0).samples())));
    for (String model : definition.models()) {
      if (curves.write(set, model, scores)) {
        page.append("![%s](%s)%n".formatted(model, curves.file(set, model)));
      }
    }
    samples(page, scores);
  }

  /** Names the runs whose samples are not all numbers. */
  private static void nonFinite(StringBuilder page, List<ImageScore> scores) {
    String runs =
        scores.stream()
            .filter(score -> score.nonFinite() != null && score.nonFinite() > 0)
            .map(score -> "%s %,d".formatted(score.cell(), score.nonFinite()))
            .collect(Collectors.joining(", "));
    if (!runs.isEmpty()) {
      page.append(
          "%nSamples with NaN or infinite values, which count as the pictures that a file would hold of them: %s.%n"
              .formatted(runs));
    }
  }

  /** Whether a model has a run among these. */
  private static Predicate<String> of(List<ImageScore> scores) {
    return model -> scores.stream().anyMatch(score -> score.cell().model().equals(model));
  }

  /** Of the models that dequantise: bits of others compare with nothing. */
  private void bitsPerDimension(StringBuilder page, ImageSet set, List<ImageScore> scores) {
    List<ImageScore> dequantised =
        scores.stream()
            .filter(score -> score.bound() != null)
            .filter(score -> score.cell().config(score.quick()).dequantize())
            .toList();
    List<String> models = definition.models().stream().filter(of(dequantised)).toList();
    if (models.isEmpty()) {
      return;
    }
    page.append(
        "\n### Bits per dimension\n\nThe same of the models that dequantise, as bits of a grey level; lower is better.\n\n");
    page.append(
        new QuantityTable(models, definition.columns(), dequantised)
            .markdown(score -> BitsPerDimension.of(score.bound(), set.dimensions()), true));
  }

  /** What a small protocol leaves out, with the numbers of the runs themselves. */
  private static String scaledDown(ImageSet set, List<ImageScore> scores) {
    ImageScore first = scores.get(0);
    String epochs = distinct(scores, ImageTablePage::lengths);
    return """
        **Scaled down from the paper**: presets `MODEL-small` in place of `MODEL-%s` (`mollify list presets`), %,d training images in place of %,d, %s%s, \
        %,d samples in place of 50,000, features of a small classifier in place of Inception's.

        """
        .formatted(
            set.id(),
            first.trainingImages(),
            set.paperImages(),
            epochs,
            set.quickText(),
            first.samples());
  }

  private static String images(ImageSet set, ImageScore first) {
    return "Trained on and compared with %,d training images; the set has %,d.%n%n"
        .formatted(first.trainingImages(), set.paperImages());
  }

  private boolean isFid() {
    return distance.equals("FID");
  }

  private static String lengths(ImageScore score) {
    TrainingConfig paper = score.cell().config(false);
    return "%d epochs (%,d steps) in place of %s"
        .formatted(
            score.epochs(),
            score.steps(),
            paper.epochs() == null
                ? "%,d steps".formatted(paper.iterations())
                : paper.epochs() + " epochs");
  }

  private void samples(StringBuilder page, List<ImageScore> scores) {
    List<ImageScore> shown = scores.stream().filter(score -> score.cell().seed() == 1).toList();
    page.append("\n### Samples\n\nSeed 1, the same noise for all runs of a model.\n\n");
    for (ImageScore score : shown) {
      page.append("![%s](cells/%s.png)%n".formatted(score.cell(), score.cell().id()));
    }
    page.append("\n");
    if (definition.strips()) {
      page.append("### Samples along the training\n\nA row an epoch, the same noise for all.\n\n");
      for (ImageScore score : shown) {
        String file = "cells/" + score.cell().id() + ImageMeasurement.STRIP;
        if (Files.exists(request.out().resolve(Path.of(file)))) {
          page.append("%s%n%n![%s](%s)%n%n".formatted(score.cell(), score.cell(), file));
        }
      }
    }
  }
}
