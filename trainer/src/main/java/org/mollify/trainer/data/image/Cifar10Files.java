package org.mollify.trainer.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.FileDigest;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.SplitRule;

/**
 * CIFAR-10 (Krizhevsky 2009) in its binary version: files of 10,000 records, each a label byte 0..9
 * and 3 x 32 x 32 pixels, red first. The files are mapped as they are.
 */
final class Cifar10Files {

  static final String FOLDER = "cifar10";

  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int RECORD = 1 + 3 * 32 * 32;
  private static final int LABELS = 10;
  private static final int BATCHES = 5;
  private static final String TEST = "test_batch.bin";

  private Cifar10Files() {}

  static ImageDataset load(DataRequest request, List<String> warnings) throws IOException {
    Path folder = NamedFolder.locate(request, FOLDER, "the archive cifar-10-binary.tar.gz");
    SplitRule rule = request.splitRule().orElse(SplitRule.OFFICIAL);
    List<String> present = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int i = 1; i <= BATCHES; i++) {
      String name = "data_batch_" + i + ".bin";
      (Files.exists(folder.resolve(name)) ? present : missing).add(name);
    }
    boolean noTest = !Files.exists(folder.resolve(TEST));
    if (noTest) {
      missing.add(TEST);
    }
    if (!missing.isEmpty()) {
      requirePartial(request, folder, missing, present.isEmpty() || noTest);
      warnings.add("cifar10: trained without " + String.join(", ", missing));
    }
    PixelStore store = new PixelStore(SHAPE, RECORD, 1);
    List<SourceFile> files = new ArrayList<>();
    for (String name : present) {
      add(store, folder.resolve(name), files);
    }
    int train = store.size();
    add(store, folder.resolve(TEST), files);
    ImageParts parts =
        rule == SplitRule.SEEDED
            ? ImageParts.seeded(store.size(), request.splitSeed(), FOLDER)
            : ImageParts.official(train, store.size() - train);
    return parts.of(store, FOLDER, FOLDER, files, rule, request.splitSeed(), warnings);
  }

  private static void requirePartial(
      DataRequest request, Path folder, List<String> missing, boolean aPartLacks)
      throws InvalidDataException {
    if (aPartLacks || !request.images().allowPartial()) {
      throw new InvalidDataException(
          ("%s lacks %s; unpack cifar-10-binary.tar.gz from the CIFAR-10 page of the University of"
                  + " Toronto there%s")
              .formatted(
                  folder,
                  String.join(", ", missing),
                  aPartLacks ? "" : ", or train on what is there with --allow-partial"));
    }
  }

  private static void add(PixelStore store, Path file, List<SourceFile> files) throws IOException {
    long bytes = Files.size(file);
    if (bytes == 0 || bytes % RECORD != 0) {
      throw new InvalidDataException(
          "%s has %d bytes; CIFAR-10's binary files hold records of %d; unpack it again"
              .formatted(file, bytes, RECORD));
    }
    int first = store.size();
    store.map(file, 0, bytes / RECORD);
    for (int i = first; i < store.size(); i++) {
      if (store.label(i) >= LABELS) {
        throw new InvalidDataException(
            "%s, image %d: label %d; CIFAR-10 has labels 0 to 9, and CIFAR-100 another layout"
                .formatted(file, i - first, store.label(i)));
      }
    }
    files.add(new SourceFile(String.valueOf(file.getFileName()), FileDigest.sha256(file)));
  }
}
