package org.mollify.experiments.reproduce.anomaly;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.mollify.experiments.cell.TrainingCell;
import org.mollify.experiments.evaluate.Metric;
import org.mollify.experiments.evaluate.ModelEvaluation;
import org.mollify.experiments.evaluate.Part;
import org.mollify.experiments.metric.RankingMetrics;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.NearestName;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.trainer.data.SplitRule;

/**
 * Six labelled sets, several splits each: trained on a seeded half of the normal rows, tested on
 * all other rows. No label is used in training or in the choice of the epoch. The preset {@code
 * anomaly} with and without mollification and the Random Cut Forest run here; scikit-learn's
 * detectors are scored on the same split files by {@code benchmarks/peers/anomaly_detectors.py},
 * whose {@code peers.json} in the folder of the results is shown beside if it is there.
 */
public final class AnomalyReproduction implements Reproduction {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SPLITS = 3;
  private static final String PEERS = "peers.json";

  /** One training run that is wanted. */
  private record Cell(LabelledSet set, int split, Trained trained) {
    String id() {
      return "%s-%d-%s".formatted(set.id(), split, trained.id());
    }
  }

  /** A cell that is being trained. */
  private record Running(Cell cell, TrainingCell process) {}

  @Override
  public String name() {
    return "anomaly";
  }

  @Override
  public String description() {
    return "anomaly detection on six labelled sets, beside Random Cut Forest and scikit-learn";
  }

  @Override
  public void run(ReproductionRequest request) throws IOException, InterruptedException {
    List<LabelledSet> sets = sets(request.only());
    int splits = request.seeds().orElse(request.quick() ? 1 : SPLITS);
    List<Outcome> outcomes = new ArrayList<>();
    Deque<Cell> waiting = new ArrayDeque<>();
    for (int split = 1; split <= splits; split++) {
      for (LabelledSet set : sets) {
        Path data = set.locate(request.dataDir()).toAbsolutePath();
        outcomes.addAll(forest(request, data, set, split));
        for (Trained trained : Trained.values()) {
          Cell cell = new Cell(set, split, trained);
          if (!Files.exists(result(request, cell.id()))) {
            waiting.add(cell);
          }
        }
      }
    }
    train(request, waiting);
    for (int split = 1; split <= splits; split++) {
      for (LabelledSet set : sets) {
        for (Trained trained : Trained.values()) {
          outcomes.add(read(result(request, new Cell(set, split, trained).id())));
        }
      }
    }
    outcomes.addAll(peers(request, sets, splits));
    AnomalyReport report =
        new AnomalyReport(sets.stream().map(LabelledSet::id).toList(), splits, outcomes);
    report.write(request.out());
    request.results().accept(report.markdown());
  }

  private static List<LabelledSet> sets(List<String> only) {
    List<String> known = Arrays.stream(LabelledSet.values()).map(LabelledSet::id).toList();
    for (String name : only) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "--only %s names no anomaly set%s; sets are %s"
                .formatted(name, NearestName.hint(name, known), String.join(", ", known)));
      }
    }
    return Stream.of(LabelledSet.values())
        .filter(set -> only.isEmpty() || only.contains(set.id()))
        .toList();
  }

  private static Path result(ReproductionRequest request, String id) {
    return request.out().resolve("cells").resolve(id + ".json");
  }

  private static List<Outcome> forest(
      ReproductionRequest request, Path data, LabelledSet set, int split) throws IOException {
    Path splitFile = request.out().resolve("splits").resolve(set.id() + "-" + split + ".npz");
    List<Outcome> outcomes = new ArrayList<>();
    SplitRows rows = null;
    for (boolean standardise : new boolean[] {false, true}) {
      String detector = standardise ? "rcf-standardised" : "rcf";
      Path result = result(request, "%s-%d-%s".formatted(set.id(), split, detector));
      if (!Files.exists(result) || !Files.exists(splitFile)) {
        if (rows == null) {
          rows = SplitRows.load(data, split);
          SplitFile.write(splitFile, rows);
        }
        double[] scores = CutForest.score(rows, standardise, split);
        write(
            result,
            new Outcome(
                set.id(),
                split,
                detector,
                RankingMetrics.auroc(rows.anomalous(), scores),
                RankingMetrics.averagePrecision(rows.anomalous(), scores)));
      }
      outcomes.add(read(result));
    }
    return outcomes;
  }

  private static void train(ReproductionRequest request, Deque<Cell> waiting)
      throws IOException, InterruptedException {
    Deque<Running> running = new ArrayDeque<>();
    int total = waiting.size();
    int done = 0;
    try {
      while (!waiting.isEmpty() || !running.isEmpty()) {
        while (running.size() < request.jobs() && !waiting.isEmpty()) {
          Cell cell = waiting.remove();
          Path data = cell.set().locate(request.dataDir()).toAbsolutePath();
          running.add(
              new Running(
                  cell,
                  TrainingCell.start(
                      cell.trained().config(data, cell.split(), request.quick()),
                      Optional.empty(),
                      run(request, cell))));
        }
        Running next = running.remove();
        if (next.process().isRunning()) {
          running.add(next);
          Thread.sleep(100);
          continue;
        }
        next.process().await();
        Outcome outcome = evaluate(request, next.cell());
        write(result(request, next.cell().id()), outcome);
        request
            .progress()
            .accept(
                "%s: AUROC %.4f (%d of %d)"
                    .formatted(next.cell().id(), outcome.auroc(), ++done, total));
      }
    } finally {
      running.forEach(cell -> cell.process().stop());
    }
  }

  private static Path run(ReproductionRequest request, Cell cell) {
    return request.out().resolve("runs").resolve(cell.id());
  }

  private static Outcome evaluate(ReproductionRequest request, Cell cell) throws IOException {
    ObjectNode metrics =
        new ModelEvaluation(
                run(request, cell),
                Checkpoint.Slot.BEST,
                "npz:" + cell.set().locate(request.dataDir()).toAbsolutePath(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(SplitRule.ANOMALY),
                OptionalLong.of(cell.split()),
                Part.TEST,
                List.of(Metric.AUROC, Metric.AP),
                0)
            .run();
    return new Outcome(
        cell.set().id(),
        cell.split(),
        cell.trained().id(),
        metrics.get("auroc").asDouble(),
        metrics.get("averagePrecision").asDouble());
  }

  /** What the script of the peers left here, for the sets and splits of this run. */
  private static List<Outcome> peers(
      ReproductionRequest request, List<LabelledSet> sets, int splits) throws IOException {
    Path file = request.out().resolve(PEERS);
    if (!Files.exists(file)) {
      request
          .progress()
          .accept(
              "no %s: score scikit-learn's detectors with benchmarks/peers/anomaly_detectors.py %s"
                  .formatted(file, request.out()));
      return List.of();
    }
    List<String> names = sets.stream().map(LabelledSet::id).toList();
    return JSON.readValue(file.toFile(), new TypeReference<List<Outcome>>() {}).stream()
        .filter(outcome -> names.contains(outcome.set()) && outcome.split() <= splits)
        .toList();
  }

  private static void write(Path file, Outcome outcome) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] json = JSON.writeValueAsBytes(outcome);
    AtomicFile.write(file, out -> out.write(json));
  }

  private static Outcome read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Outcome.class);
  }
}
