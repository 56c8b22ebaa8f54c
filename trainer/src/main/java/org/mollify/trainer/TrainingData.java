package org.mollify.trainer;

import java.io.IOException;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataSource;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.image.ImageLoader;

/** Loads data of either kind. */
public final class TrainingData {

  private TrainingData() {}

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
