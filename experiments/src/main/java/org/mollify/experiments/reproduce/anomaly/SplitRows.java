package org.mollify.experiments.reproduce.anomaly;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.SplitRule;
import org.mollify.trainer.data.TabularDataset;

/**
 * One split as every detector gets it.
 *
 * @param train the normal rows to learn from, those that we keep for validation included
 * @param test all other rows
 * @param anomalous label of each test row
 */
record SplitRows(double[][] train, double[][] test, boolean[] anomalous) {

  static SplitRows load(Path file, int split) throws IOException {
    TabularDataset data =
        DatasetLoader.load(
            new DataRequest(
                "npz:" + file,
                Optional.empty(),
                ColumnSelection.ALL,
                Optional.of(SplitRule.ANOMALY),
                split));
    double[][] train =
        Stream.of(data.train().toRows(), data.validation().toRows())
            .flatMap(Stream::of)
            .toArray(double[][]::new);
    double[] labels = data.test().labels().orElseThrow();
    boolean[] anomalous = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      anomalous[i] = labels[i] != 0;
    }
    return new SplitRows(train, data.test().toRows(), anomalous);
  }
}
