package org.mollify.trainer.data;

/** The items of one part of a data set, in raw units: rows of a table, or images. */
public interface ItemBlock {

  /** Returns the number of items. */
  int size();
}
