package org.mollify.trainer.data;

import org.mollify.models.DataSpec;

/** Data ready for training, in raw units, in three parts: a table, or images. */
public interface Dataset {

  /** A short name: a built-in name, or that of a file or folder. */
  String name();

  /** What one item looks like. */
  DataSpec spec();

  /** The training part. */
  ItemBlock train();

  /** The validation part. */
  ItemBlock validation();

  /** The test part. */
  ItemBlock test();

  /** Where the data came from. */
  DataProvenance provenance();
}
