package org.mollify.trainer.data.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mollify.trainer.data.BuiltInSet;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataSource;
import org.mollify.trainer.data.SplitRule;

/** Loads the set of images that a {@link DataRequest} asks for. */
public final class ImageLoader {

  private ImageLoader() {}

  /**
   * Opens the files and splits the images.
   *
   * @param request what to load
   * @return the images
   * @throws IllegalArgumentException if the request has settings that images do not
   * @throws IOException if a file is missing, damaged or cannot be read
   */
  public static ImageDataset load(DataRequest request) throws IOException {
    String data = request.dataSpec();
    if (!request.selection().equals(ColumnSelection.ALL)
        || !request.rules().equals(ColumnRules.NONE)) {
      throw new IllegalArgumentException(
          data
              + " holds images, so settings of columns (--columns, --drop, --target, --real,"
              + " --integer, --categorical, --impute) do not apply");
    }
    SplitRule rule = request.splitRule().orElse(SplitRule.OFFICIAL);
    if (rule != SplitRule.OFFICIAL && rule != SplitRule.SEEDED) {
      throw new IllegalArgumentException(
          "%s holds images; use --split official or --split seeded, not %s"
              .formatted(data, rule.id()));
    }
    List<String> warnings = new ArrayList<>();
    DataSource source = DataSource.parse(data);
    if (source instanceof DataSource.ImageFolder folder) {
      return ImageFolder.load(folder.path(), request, warnings);
    }
    BuiltInSet set = ((DataSource.BuiltIn) source).set();
    return switch (set) {
      case CIFAR10 -> Cifar10Files.load(request, warnings);
      case CELEBA -> CelebaFiles.load(request, warnings);
      case MNIST -> MnistFiles.load(request, warnings);
      default -> throw new IllegalArgumentException(set.id() + " is a table");
    };
  }
}
