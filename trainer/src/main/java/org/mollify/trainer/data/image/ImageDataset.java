package org.mollify.trainer.data.image;

import org.mollify.models.DataSpec;
import org.mollify.trainer.data.DataProvenance;
import org.mollify.trainer.data.Dataset;

/**
 * Images ready for training, split into three parts.
 *
 * @param name a short name: a built-in name, or a folder's name
 * @param train the training part
 * @param validation the validation part
 * @param test the test part
 * @param provenance where they came from
 */
public record ImageDataset(
    String name,
    ImageBlock train,
    ImageBlock validation,
    ImageBlock test,
    DataProvenance provenance)
    implements Dataset {

  @Override
  public DataSpec spec() {
    ImageShape shape = train.shape();
    return DataSpec.image(shape.channels(), shape.height(), shape.width());
  }
}
