package org.mollify.experiments.evaluate;

import java.util.Locale;
import org.mollify.trainer.data.RowBlock;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageDataset;

/** A part of a data set. */
public enum Part {
  /** Rows that were trained on. */
  TRAIN,
  /** Rows that chose the best epoch. */
  VALIDATION,
  /** Rows that nothing saw. */
  TEST;

  /** Its name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Takes this part.
   *
   * @param data a data set
   * @return its rows
   */
  public RowBlock of(TabularDataset data) {
    return switch (this) {
      case TRAIN -> data.train();
      case VALIDATION -> data.validation();
      case TEST -> data.test();
    };
  }

  /**
   * Takes this part.
   *
   * @param data a set of images
   * @return its images
   */
  public ImageBlock of(ImageDataset data) {
    return switch (this) {
      case TRAIN -> data.train();
      case VALIDATION -> data.validation();
      case TEST -> data.test();
    };
  }
}
