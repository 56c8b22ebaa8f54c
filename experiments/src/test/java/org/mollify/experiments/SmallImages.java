package org.mollify.experiments;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A folder of small pictures, enough of them for a training of seconds. */
final class SmallImages {

  /** Height and width. */
  static final int SIDE = 8;

  private static final int COUNT = 60;
  private static final int SPREAD = 40;

  private SmallImages() {}

  /** Draws pictures whose three channels depend on each other. */
  static Path draw(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Files.createDirectories(folder);
    for (int i = 0; i < COUNT; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
      int base = random.nextInt(256);
      for (int p = 0; p < SIDE * SIDE; p++) {
        int level = Math.max(0, Math.min(255, base + random.nextInt(-SPREAD, SPREAD + 1)));
        image.setRGB(p % SIDE, p / SIDE, level << 16 | (255 - level) << 8 | level / 2);
      }
      ImageIO.write(image, "png", folder.resolve("%02d.png".formatted(i)).toFile());
    }
    return folder;
  }
}
