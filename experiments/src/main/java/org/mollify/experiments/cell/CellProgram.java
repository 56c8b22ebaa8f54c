package org.mollify.experiments.cell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.cell.TrainingCell.Watch;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.frechet.StatisticsFile;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.experiments.watch.SampleGrids;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;

/** The child process of a {@link TrainingCell}: does what the {@link CellRequest} of a run says. */
public final class CellProgram {

  private CellProgram() {}

  /**
   * Trains, or takes up the run where it was left.
   *
   * @param args the run folder
   * @throws IOException if the run cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path run = Path.of(args[0]);
    CellRequest request = CellRequest.read(run);
    DataRequest wanted = TrainingData.request(request.config(), request.dataDir());
    Dataset data = TrainingData.load(wanted);
    TrainingRun training =
        RunFolder.exists(run)
            ? TrainingRun.resume(run, request.config(), data)
            : TrainingRun.begin(run, request.config(), data);
    if (request.testEvery() > 0 && data instanceof TabularDataset table) {
      training.train(whileParentLives(), new TestCurve(run, table.test(), request.testEvery()));
      TestScores.write(training.folder(), table.test());
    } else if (request.watch().isPresent()) {
      Watch watch = request.watch().get();
      Optional<Path> features = Optional.ofNullable(watch.features()).map(Path::of);
      try (FeatureNetwork network = FeatureNetworks.open(features, wanted, 1)) {
        training.train(whileParentLives(), probe(watch, run, network));
      }
    } else {
      training.train(whileParentLives());
    }
  }

  private static EpochProbe probe(Watch watch, Path run, FeatureNetwork network)
      throws IOException {
    EpochProbe distances =
        new DistanceCurve(
            run,
            network,
            StatisticsFile.read(Path.of(watch.references())),
            watch.every(),
            watch.samples());
    EpochProbe grids = new SampleGrids(run, watch.every());
    return (report, model, parent) -> {
      distances.measure(report, model, parent);
      grids.measure(report, model, parent);
    };
  }

  /** A cell that nobody waits for ends with its epoch, so that another may take up its run. */
  private static TrainingListener whileParentLives() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochReport report) {
        if (!parent.map(ProcessHandle::isAlive).orElse(true)) {
          throw new IllegalStateException("the process that started this run is gone");
        }
      }
    };
  }
}
