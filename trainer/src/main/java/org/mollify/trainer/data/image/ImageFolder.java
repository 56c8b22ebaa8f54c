package org.mollify.trainer.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.SplitRule;

/**
 * A folder of PNG and JPEG files: in subfolders {@code train}, {@code validation} and {@code test}
 * (the parts), or anywhere below it (a seeded split). Files that cannot be read are named in a
 * warning and left out. Images are grey where all of them are.
 */
final class ImageFolder {

  private static final List<String> PARTS = List.of("train", "validation", "test");
  private static final int NAMED = 5;

  private final Path folder;
  private final DataRequest request;
  private final List<String> warnings;
  private final List<Path> files = new ArrayList<>();
  private final List<Integer> parts = new ArrayList<>();

  private ImageFolder(Path folder, DataRequest request, List<String> warnings) {
    this.folder = folder;
    this.request = request;
    this.warnings = warnings;
  }

  static ImageDataset load(Path folder, DataRequest request, List<String> warnings)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidDataException(
          "there is no folder %s; images:FOLDER expects one of PNG or JPEG files"
              .formatted(folder));
    }
    return new ImageFolder(folder, request, warnings).load();
  }

  private ImageDataset load() throws IOException {
    boolean divided = Files.isDirectory(folder.resolve(PARTS.get(0)));
    SplitRule rule = request.splitRule().orElse(divided ? SplitRule.OFFICIAL : SplitRule.SEEDED);
    if (rule == SplitRule.OFFICIAL) {
      for (String part : PARTS) {
        if (!Files.isDirectory(folder.resolve(part))) {
          throw new InvalidDataException(
              "%s has no subfolder %s; --split official expects train, validation and test, and --split seeded none"
                  .formatted(folder, part));
        }
        collect(folder.resolve(part), PARTS.indexOf(part));
      }
    } else {
      collect(folder, 0);
    }
    if (files.isEmpty()) {
      throw new InvalidDataException("%s holds no .png, .jpg or .jpeg file".formatted(folder));
    }
    return read(rule);
  }

  private void collect(Path below, int part) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      all.filter(Files::isRegularFile)
          .filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g)"))
          .sorted()
          .forEach(
              file -> {
                files.add(file);
                parts.add(part);
              });
    }
  }

  private ImageDataset read(SplitRule rule) throws IOException {
    ImageShape shape = shape();
    Integer side = request.images().size().orElse(null);
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    DecodedImages decoded =
        DecodedImages.of(
            "folder",
            files,
            shape,
            side == null ? "as they are" : "centre square",
            bytes -> fit(PictureFile.decode(bytes, shape.channels()), shape, side));
    int[] readable =
        IntStream.range(0, files.size())
            .filter(i -> !decoded.unreadable().containsKey(i))
            .toArray();
    warn(decoded);
    ImageParts split =
        rule == SplitRule.OFFICIAL
            ? new ImageParts(of(readable, 0), of(readable, 1), of(readable, 2))
            : seeded(readable, name);
    SourceFile source =
        new SourceFile("%s, %d files".formatted(name, files.size()), decoded.sha256());
    return split.of(
        decoded.store(),
        name,
        "images:" + name,
        List.of(source),
        rule,
        request.splitSeed(),
        warnings);
  }

  /**
   * The images of a part, in an order drawn from the seed of the split: in that of their paths the
   * first thousand would all be of the first subfolder.
   */
  private int[] of(int[] readable, int part) {
    List<Integer> own =
        IntStream.of(readable)
            .filter(i -> parts.get(i) == part)
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(own, new Random(request.splitSeed()));
    return own.stream().mapToInt(Integer::intValue).toArray();
  }

  private ImageParts seeded(int[] readable, String name) throws InvalidDataException {
    ImageParts split = ImageParts.seeded(readable.length, request.splitSeed(), name);
    return new ImageParts(
        IntStream.of(split.train()).map(i -> readable[i]).toArray(),
        IntStream.of(split.validation()).map(i -> readable[i]).toArray(),
        IntStream.of(split.test()).map(i -> readable[i]).toArray());
  }

  /** The size and the channels of all readable images. */
  private ImageShape shape() throws IOException {
    boolean grey = true;
    PictureFile.Header first = null;
    Path firstFile = null;
    for (Path file : files) {
      PictureFile.Header header;
      try {
        header = PictureFile.header(file);
      } catch (IOException e) {
        continue;
      }
      grey &= header.grey();
      if (first == null) {
        first = header;
        firstFile = file;
      } else if (request.images().size().isEmpty()
          && (header.width() != first.width() || header.height() != first.height())) {
        throw new InvalidDataException(
            "%s is %d x %d pixels and %s is %d x %d; give one size for all with --set imageSize=N"
                .formatted(
                    firstFile,
                    first.width(),
                    first.height(),
                    file,
                    header.width(),
                    header.height()));
      }
    }
    if (first == null) {
      throw new InvalidDataException("no file in %s can be read as PNG or JPEG".formatted(folder));
    }
    int channels = grey ? 1 : 3;
    return request
        .images()
        .size()
        .map(side -> new ImageShape(channels, side, side))
        .orElse(new ImageShape(channels, first.height(), first.width()));
  }

  private static Picture fit(Picture picture, ImageShape shape, Integer side) throws IOException {
    if (side != null) {
      return picture
          .centre(Math.min(picture.width(), picture.height()))
          .scaled(shape.width(), shape.height());
    }
    if (picture.width() != shape.width() || picture.height() != shape.height()) {
      throw new IOException("of another size");
    }
    return picture;
  }

  private void warn(DecodedImages decoded) {
    if (decoded.unreadable().isEmpty()) {
      return;
    }
    List<String> named =
        decoded.unreadable().entrySet().stream()
            .limit(NAMED)
            .map(
                entry ->
                    folder.relativize(files.get(entry.getKey())) + " (" + entry.getValue() + ")")
            .toList();
    int more = decoded.unreadable().size() - named.size();
    warnings.add(
        "%d of %d files cannot be read and are left out: %s%s"
            .formatted(
                decoded.unreadable().size(),
                files.size(),
                String.join(", ", named),
                more == 0 ? "" : " and %d more".formatted(more)));
  }
}
