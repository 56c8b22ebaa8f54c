package org.mollify.trainer.data.image;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.FileDigest;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.SplitRule;

/**
 * MNIST (LeCun et al. 1998) in its IDX files, compressed or not: big-endian magic number 2051, then
 * number, height and width of the images, then their bytes. It is small and held in memory.
 */
final class MnistFiles {

  static final String FOLDER = "mnist";

  private static final String TRAIN = "train-images-idx3-ubyte";
  private static final String TEST = "t10k-images-idx3-ubyte";
  private static final int MAGIC = 2051;
  private static final int SIDE = 28;
  private static final int HEADER = 16;

  private MnistFiles() {}

  static ImageDataset load(DataRequest request, List<String> warnings) throws IOException {
    Path folder =
        NamedFolder.locate(request, FOLDER, "the files " + TRAIN + ".gz and " + TEST + ".gz");
    SplitRule rule = request.splitRule().orElse(SplitRule.OFFICIAL);
    Path train = file(folder, TRAIN);
    Path test = file(folder, TEST);
    if (train == null || test == null) {
      String lacking = train == null ? TRAIN : TEST;
      boolean helps = rule == SplitRule.SEEDED && (train != null || test != null);
      if (!helps || !request.images().allowPartial()) {
        throw new InvalidDataException(
            "%s lacks %s.gz; download it there%s"
                .formatted(
                    folder,
                    lacking,
                    train == null && test == null
                        ? ""
                        : ", or split what is there with --split seeded --allow-partial"));
      }
      warnings.add("mnist: trained without " + lacking);
    }
    PixelStore store = new PixelStore(new ImageShape(1, SIDE, SIDE), SIDE * SIDE, 0);
    List<SourceFile> files = new ArrayList<>();
    add(store, train, files);
    int first = store.size();
    add(store, test, files);
    ImageParts parts =
        rule == SplitRule.SEEDED
            ? ImageParts.seeded(store.size(), request.splitSeed(), FOLDER)
            : ImageParts.official(first, store.size() - first);
    return parts.of(store, FOLDER, FOLDER, files, rule, request.splitSeed(), warnings);
  }

  private static Path file(Path folder, String name) {
    for (String suffix : List.of(".gz", "")) {
      if (Files.exists(folder.resolve(name + suffix))) {
        return folder.resolve(name + suffix);
      }
    }
    return null;
  }

  private static void add(PixelStore store, Path file, List<SourceFile> files) throws IOException {
    if (file == null) {
      return;
    }
    byte[] bytes;
    try (InputStream in = open(file)) {
      bytes = in.readAllBytes();
    } catch (EOFException | ZipException e) {
      throw new InvalidDataException(
          "%s is cut short or damaged (%s); download it again".formatted(file, e.getMessage()), e);
    }
    ByteBuffer data = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER
        || data.getInt(0) != MAGIC
        || data.getInt(8) != SIDE
        || data.getInt(12) != SIDE
        || bytes.length != HEADER + (long) data.getInt(4) * SIDE * SIDE) {
      throw new InvalidDataException(
          "%s is no IDX file of 28 x 28 images, or is cut short; download it again"
              .formatted(file));
    }
    store.add(data.slice(HEADER, bytes.length - HEADER));
    files.add(new SourceFile(String.valueOf(file.getFileName()), FileDigest.sha256(file)));
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
