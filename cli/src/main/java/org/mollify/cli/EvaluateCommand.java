package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mollify.experiments.evaluate.DetectionEvaluation;
import org.mollify.experiments.evaluate.ImageEvaluation;
import org.mollify.experiments.evaluate.Metric;
import org.mollify.experiments.evaluate.ModelEvaluation;
import org.mollify.experiments.evaluate.Outsiders;
import org.mollify.experiments.evaluate.Part;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.trainer.data.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description = "Prints metrics of a run or a bundle as one JSON object.",
    sortOptions = false,
    footer = {"", "Example:", "  mollify evaluate bundles/wine --data redwine --metric loglik,bpd"})
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN|BUNDLE", description = "Run or bundle folder.")
  private Path target;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description = "Built-in data set, or csv:PATH, npy:PATH, npz:PATH, images:FOLDER.")
  private String data;

  @Mixin private DataOptions dataOptions;

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "test",
      description = "train, validation or test (default: ${DEFAULT-VALUE}).")
  private Part part;

  @Option(
      names = "--metric",
      split = ",",
      paramLabel = "NAME",
      description =
          "loglik, bpd; mmd, auroc, ap of tables; fid, kid of images; auroc, ap of images with"
              + " --against (default: loglik; with --against auroc,ap).")
  private List<String> metrics;

  @Option(
      names = "--against",
      split = ",",
      paramLabel = "IMAGES",
      description =
          "Images that do not belong, told from those of the part by the scores of a bundle: a set"
              + " of images, brought to the model's size; or the same images, blurred[:PIXELS] or"
              + " noised[:LEVELS] (by 1 pixel and 25 grey levels unless told otherwise).")
  private List<String> against;

  @Option(
      names = "--checkpoint",
      paramLabel = "SLOT",
      defaultValue = "best",
      description = "Checkpoint of a run, best or last (default: ${DEFAULT-VALUE}).")
  private Checkpoint.Slot slot;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of samples, and of the noise of --against (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description =
          "Feature network of fid and kid: an ONNX file, or the folder of a trained classifier"
              + " (default: Inception, whose distances alone are FID and KID).")
  private Path features;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Samples for fid and kid (default: ${DEFAULT-VALUE}; the paper has 50000).")
  private int samples;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most images to score (default: ${DEFAULT-VALUE}).")
  private int items;

  @Override
  public Integer call() throws IOException {
    EngineThreads.use(1);
    List<Outsiders> outsiders =
        against == null ? List.of() : against.stream().map(Outsiders::parse).toList();
    List<Metric> wanted =
        metrics != null
            ? metrics.stream().map(Metric::of).toList()
            : against == null ? List.of(Metric.LOGLIK) : List.of(Metric.AUROC, Metric.AP);
    boolean images = DataSource.parse(data).isImages();
    if (against != null) {
      if (!images) {
        throw new IllegalArgumentException(
            "--against is for images, and --data %s is a table; auroc and ap of tables take labels"
                .formatted(data));
      }
      System.out.println(new DetectionEvaluation(images(wanted), outsiders).run().toPrettyString());
      return 0;
    }
    if (images) {
      System.out.println(images(wanted).run().toPrettyString());
      return 0;
    }
    ModelEvaluation evaluation =
        new ModelEvaluation(
            target,
            slot,
            data,
            dataOptions.target(),
            dataOptions.folder(),
            dataOptions.split(),
            dataOptions.splitSeed(),
            part,
            wanted,
            seed);
    System.out.println(evaluation.run().toPrettyString());
    return 0;
  }

  private ImageEvaluation images(List<Metric> wanted) {
    if (samples < 2 || items < 1) {
      throw new IllegalArgumentException(
          "--samples expects at least 2 and --items at least 1; got %d and %d"
              .formatted(samples, items));
    }
    return new ImageEvaluation(
        target,
        slot,
        data,
        dataOptions.folder(),
        dataOptions.split(),
        dataOptions.splitSeed(),
        dataOptions.allowPartial(),
        part,
        wanted,
        Optional.ofNullable(features),
        samples,
        items,
        seed);
  }
}
