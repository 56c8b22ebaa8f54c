package org.mollify.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.DataSource;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.SplitRule;
import org.mollify.trainer.data.image.ImageLoader;

/** What a training reads: data of either kind. */
public final class TrainingData {

  private TrainingData() {}

  /**
   * Says what a configuration trains on.
   *
   * @param config the configuration
   * @param dataDir where named data sets are, or nothing for the environment's
   * @return what to load
   */
  public static DataRequest request(TrainingConfig config, Optional<Path> dataDir) {
    return new DataRequest(
        config.data(),
        dataDir,
        new ColumnSelection(config.columns(), config.drop(), Optional.ofNullable(config.target())),
        Optional.ofNullable(config.split()).map(SplitRule::parse),
        config.splitSeed(),
        config.columnRules(),
        new ImageRules(config.allowPartial(), Optional.ofNullable(config.imageSize())));
  }

  /**
   * Loads a table or a set of images.
   *
   * @param request what to load
   * @return the data set
   * @throws IllegalArgumentException if the request names an unknown set, column or split
   * @throws IOException if a file is missing, cannot be read or cannot be trained on
   */
  public static Dataset load(DataRequest request) throws IOException {
    return DataSource.parse(request.dataSpec()).isImages()
        ? ImageLoader.load(request)
        : DatasetLoader.load(request);
  }
}
