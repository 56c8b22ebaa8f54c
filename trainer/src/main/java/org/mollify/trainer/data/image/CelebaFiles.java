package org.mollify.trainer.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.FileDigest;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.SplitRule;

/**
 * CelebA (Liu et al. 2015), aligned and cropped, at 64 x 64: the central square of 148 pixels of an
 * image 178 wide, scaled with an antialiased linear filter. Images of another width are cut in
 * proportion.
 */
final class CelebaFiles {

  static final String FOLDER = "celeba";

  private static final String IMAGES = "img_align_celeba";
  private static final String PARTITION = "list_eval_partition.txt";
  private static final int SIDE = 64;
  private static final int CROP = 148;
  private static final int WIDTH = 178;
  private static final List<String> PARTS = List.of("train", "validation", "test");

  private CelebaFiles() {}

  static ImageDataset load(DataRequest request, List<String> warnings) throws IOException {
    String source = "img_align_celeba.zip and " + PARTITION;
    Path folder = NamedFolder.locate(request, FOLDER, source);
    SplitRule rule = request.splitRule().orElse(SplitRule.OFFICIAL);
    Path images = folder.resolve(IMAGES);
    List<Path> files = images(images);
    List<SourceFile> sources = new ArrayList<>();
    int[] parts = null;
    if (rule == SplitRule.OFFICIAL) {
      Path partition = folder.resolve(PARTITION);
      parts = partition(partition, files, images, request.images().allowPartial(), warnings);
      sources.add(new SourceFile(PARTITION, FileDigest.sha256(partition)));
    }
    DecodedImages decoded =
        DecodedImages.of(
            FOLDER,
            files,
            new ImageShape(3, SIDE, SIDE),
            "centre " + CROP + "/" + WIDTH,
            bytes -> cut(PictureFile.decode(bytes, 3)));
    if (!decoded.unreadable().isEmpty()) {
      int first = decoded.unreadable().firstKey();
      throw new InvalidDataException(
          "%s cannot be read (%s), nor can %d others; unpack img_align_celeba.zip again"
              .formatted(
                  files.get(first),
                  decoded.unreadable().get(first),
                  decoded.unreadable().size() - 1));
    }
    sources.add(new SourceFile("%s, %d files".formatted(IMAGES, files.size()), decoded.sha256()));
    ImageParts split =
        parts == null
            ? ImageParts.seeded(files.size(), request.splitSeed(), FOLDER)
            : new ImageParts(places(parts, 0), places(parts, 1), places(parts, 2));
    return split.of(decoded.store(), FOLDER, FOLDER, sources, rule, request.splitSeed(), warnings);
  }

  private static Picture cut(Picture picture) {
    int side = Math.round((float) CROP * picture.width() / WIDTH);
    return picture.centre(Math.min(side, picture.height())).scaled(SIDE, SIDE);
  }

  private static List<Path> images(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidDataException(
          "the folder %s is missing; unpack img_align_celeba.zip there".formatted(folder));
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
      if (files.isEmpty()) {
        throw new InvalidDataException(
            "%s holds no .jpg file; unpack img_align_celeba.zip there".formatted(folder));
      }
      return files;
    }
  }

  /** The part of each file that is there. */
  private static int[] partition(
      Path list, List<Path> files, Path images, boolean allowPartial, List<String> warnings)
      throws IOException {
    if (!Files.exists(list)) {
      throw new InvalidDataException(
          "%s is missing; it comes with CelebA, and --split seeded does without".formatted(list));
    }
    int[] parts = new int[files.size()];
    int[] found = new int[PARTS.size()];
    int next = 0;
    String missing = null;
    int lacking = 0;
    for (String line : Files.readAllLines(list)) {
      if (line.isBlank()) {
        continue;
      }
      String[] words = line.strip().split("\\s+");
      if (words.length != 2 || !words[1].matches("[012]")) {
        throw new InvalidDataException(
            "%s: expected lines of a file name and 0, 1 or 2; got '%s'".formatted(list, line));
      }
      if (next < files.size() && files.get(next).getFileName().toString().equals(words[0])) {
        parts[next++] = Integer.parseInt(words[1]);
        found[parts[next - 1]]++;
      } else {
        lacking++;
        missing = missing == null ? words[0] : missing;
      }
    }
    if (next < files.size()) {
      throw new InvalidDataException(
          "%s does not list %s in order; take both from one release of CelebA"
              .formatted(list, files.get(next).getFileName()));
    }
    if (missing != null) {
      int empty = found[1] == 0 ? 1 : found[2] == 0 ? 2 : found[0] == 0 ? 0 : -1;
      if (empty >= 0 || !allowPartial) {
        throw new InvalidDataException(
            "%s lacks %d of CelebA's images, the first is %s%s; unpack img_align_celeba.zip there, or split what is there with --split seeded"
                .formatted(
                    images,
                    lacking,
                    missing,
                    empty < 0
                        ? ""
                        : ", and none of the %s part is there".formatted(PARTS.get(empty))));
      }
      warnings.add("celeba: trained without %d of its images".formatted(lacking));
    }
    return parts;
  }

  private static int[] places(int[] parts, int part) {
    return IntStream.range(0, parts.length).filter(i -> parts[i] == part).toArray();
  }
}
