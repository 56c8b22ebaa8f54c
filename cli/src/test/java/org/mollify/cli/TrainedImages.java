package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * A small model of images, trained and exported by the commands.
 *
 * @param images folder of pictures of noise
 * @param run the run that was trained on them
 * @param bundle what was exported from it
 */
record TrainedImages(Path images, Path run, Path bundle) {
  /** Width and height of the pictures. */
  static final int SIDE = 8;

  static TrainedImages in(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    Path images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 60; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
      for (int p = 0; p < SIDE * SIDE; p++) {
        image.setRGB(p % SIDE, p / SIDE, random.nextInt(0x1000000));
      }
      ImageIO.write(image, "png", images.resolve("%02d.png".formatted(i)).toFile());
    }
    Path run =
        SmallVae.train(
            "images:" + images,
            folder.resolve("run"),
            "--mollifier",
            "blurring",
            "--epochs",
            4,
            "--batch-size",
            16,
            "--samples-every",
            2);
    assertThat(run.resolve("samples/epoch-0002.png")).exists();
    BufferedImage strip = ImageIO.read(run.resolve("samples/strip.png").toFile());
    assertThat(strip.getHeight()).isEqualTo(3 * (SIDE + 2) + 2);
    return new TrainedImages(images, run, SmallVae.export(run, folder.resolve("bundle")));
  }
}
