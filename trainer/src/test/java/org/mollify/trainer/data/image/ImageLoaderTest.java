package org.mollify.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.SplitRule;

class ImageLoaderTest {

  @TempDir Path data;

  private ImageDataset load(String spec, SplitRule rule, boolean allowPartial, Integer size)
      throws IOException {
    return ImageLoader.load(
        new DataRequest(
            spec,
            Optional.of(data),
            ColumnSelection.ALL,
            Optional.ofNullable(rule),
            3,
            ColumnRules.NONE,
            new ImageRules(allowPartial, Optional.ofNullable(size))));
  }

  /** Pixel p of image i has the value (i + p) modulo 251. */
  private void cifar(String name, int from, int count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = from; i < from + count; i++) {
      out.write(i % 10);
      for (int p = 0; p < 3072; p++) {
        out.write((i + p) % 251);
      }
    }
    Files.createDirectories(data.resolve("cifar10"));
    Files.write(data.resolve("cifar10").resolve(name), out.toByteArray());
  }

  private static int[] pixels(ImageBlock block, int index) {
    ByteBuffer bytes = ByteBuffer.allocate(block.shape().values());
    block.copy(index, bytes);
    int[] levels = new int[bytes.capacity()];
    Arrays.setAll(levels, i -> Byte.toUnsignedInt(bytes.get(i)));
    return levels;
  }

  @Test
  void cifar_is_read_in_its_binary_layout_and_cut_into_its_parts() throws IOException {
    for (int i = 1; i <= 5; i++) {
      cifar("data_batch_" + i + ".bin", 4 * (i - 1), 4);
    }
    cifar("test_batch.bin", 100, 3);
    ImageDataset set = load("cifar10", null, false, null);
    assertThat(set.train().size()).isEqualTo(18);
    assertThat(set.validation().size()).isEqualTo(2);
    assertThat(set.test().size()).isEqualTo(3);
    assertThat(set.spec().shape()).containsExactly(3L, 32L, 32L);
    assertThat(pixels(set.train(), 6)[300]).isEqualTo(306 % 251);
    assertThat(pixels(set.validation(), 1)[0]).isEqualTo(19);
    assertThat(pixels(set.test(), 2)[3071]).isEqualTo((102 + 3071) % 251);
    assertThat(set.provenance().files()).hasSize(6);
    assertThat(set.provenance().warnings()).isEmpty();
  }

  @Test
  void cifar_with_missing_batches_needs_to_be_allowed_and_says_so() throws IOException {
    cifar("data_batch_1.bin", 0, 20);
    cifar("test_batch.bin", 100, 3);
    assertThatThrownBy(() -> load("cifar10", null, false, null))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("lacks data_batch_2.bin, data_batch_3.bin")
        .hasMessageContaining("cifar-10-binary.tar.gz")
        .hasMessageEndingWith("--allow-partial");
    ImageDataset set = load("cifar10", null, true, null);
    assertThat(set.provenance().warnings()).singleElement().asString().contains("without");
    assertThat(set.train().size()).isEqualTo(18);
    Files.delete(data.resolve("cifar10/test_batch.bin"));
    assertThatThrownBy(() -> load("cifar10", null, true, null))
        .hasMessageContaining("test_batch.bin");
  }

  @Test
  void a_seeded_split_takes_every_image_once() throws IOException {
    cifar("data_batch_1.bin", 0, 20);
    cifar("test_batch.bin", 20, 10);
    ImageDataset set = load("cifar10", SplitRule.SEEDED, true, null);
    List<Integer> all = new ArrayList<>();
    for (ImageBlock part : List.of(set.train(), set.validation(), set.test())) {
      for (int i = 0; i < part.size(); i++) {
        all.add(pixels(part, i)[0]);
      }
    }
    assertThat(all).hasSize(30).doesNotHaveDuplicates();
    assertThat(set.test().size()).isEqualTo(3);
  }

  @Test
  void damaged_cifar_files_are_named() throws IOException {
    cifar("data_batch_1.bin", 0, 20);
    cifar("test_batch.bin", 100, 3);
    Path test = data.resolve("cifar10/test_batch.bin");
    byte[] whole = Files.readAllBytes(test);
    Files.write(test, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> load("cifar10", null, true, null))
        .hasMessageContaining("test_batch.bin has 9218 bytes")
        .hasMessageContaining("records of 3073");
    whole[3073] = 11;
    Files.write(test, whole);
    assertThatThrownBy(() -> load("cifar10", null, true, null))
        .hasMessageContaining("image 1: label 11");
  }

  @Test
  void a_folder_that_is_not_there_says_what_to_put_where() {
    assertThatThrownBy(() -> load("mnist", null, false, null))
        .hasMessageContaining("the folder " + data.resolve("mnist") + " is missing")
        .hasMessageContaining("train-images-idx3-ubyte.gz");
    assertThatThrownBy(() -> load("cifar10", SplitRule.PAPER, false, null))
        .hasMessage("cifar10 holds images; use --split official or --split seeded, not paper");
  }

  private void idx(String name, int count, int cut) throws IOException {
    Files.createDirectories(data.resolve("mnist"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int header : new int[] {2051, count, 28, 28}) {
      out.writeInt(header);
    }
    for (int i = 0; i < count * 784 - cut; i++) {
      out.write(i % 256);
    }
    try (OutputStream file = Files.newOutputStream(data.resolve("mnist").resolve(name));
        OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      bytes.writeTo(packed);
    }
  }

  @Test
  void mnist_is_read_packed_and_unpacked_and_its_parts_may_lack_where_allowed() throws IOException {
    idx("train-images-idx3-ubyte", 20, 0);
    idx("t10k-images-idx3-ubyte.gz", 5, 0);
    ImageDataset set = load("mnist", null, false, null);
    assertThat(set.train().size()).isEqualTo(18);
    assertThat(set.spec().shape()).containsExactly(1L, 28L, 28L);
    assertThat(pixels(set.train(), 1)[3]).isEqualTo((784 + 3) % 256);
    Files.delete(data.resolve("mnist/train-images-idx3-ubyte"));
    assertThatThrownBy(() -> load("mnist", null, true, null))
        .hasMessageContaining("lacks train-images-idx3-ubyte.gz")
        .hasMessageEndingWith("--split seeded --allow-partial");
    idx("t10k-images-idx3-ubyte.gz", 10, 0);
    assertThat(load("mnist", SplitRule.SEEDED, true, null).train().size()).isEqualTo(8);
    idx("t10k-images-idx3-ubyte.gz", 10, 1);
    assertThatThrownBy(() -> load("mnist", SplitRule.SEEDED, true, null))
        .hasMessageContaining("is cut short");
  }

  private void png(Path file, int width, int height, int type, int level) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, level << 16 | level << 8 | level);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void a_folder_is_split_by_its_subfolders_or_by_a_seed() throws IOException {
    int rgb = BufferedImage.TYPE_INT_RGB;
    for (int i = 0; i < 12; i++) {
      png(data.resolve("faces/train/" + i + ".png"), 6, 4, rgb, 10 + i);
    }
    png(data.resolve("faces/validation/a.png"), 6, 4, rgb, 100);
    png(data.resolve("faces/test/b.PNG"), 6, 4, rgb, 200);
    ImageDataset set = load("images:" + data.resolve("faces"), null, false, null);
    assertThat(set.train().size()).isEqualTo(12);
    assertThat(set.provenance().data()).isEqualTo("images:faces");
    List<Integer> levels = IntStream.range(0, 12).mapToObj(i -> pixels(set.train(), i)[0]).toList();
    assertThat(levels)
        .as("the first of a part are not all of one subfolder")
        .containsExactlyInAnyOrder(10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
        .isNotEqualTo(levels.stream().sorted().toList());
    assertThat(pixels(set.validation(), 0)).containsOnly(100).hasSize(72);
    assertThat(pixels(set.test(), 0)).containsOnly(200);
    ImageDataset seeded = load("images:" + data.resolve("faces"), SplitRule.SEEDED, false, null);
    assertThat(seeded.train().size()).isEqualTo(12);
    assertThat(seeded.validation().size()).isEqualTo(1);
  }

  @Test
  void unreadable_files_are_named_and_left_out_and_sizes_must_agree() throws IOException {
    int rgb = BufferedImage.TYPE_INT_RGB;
    for (int i = 0; i < 12; i++) {
      png(data.resolve("faces/" + i + ".png"), 6, 4, rgb, 10 + i);
    }
    Files.writeString(data.resolve("faces/broken.png"), "no image");
    ImageDataset set = load("images:" + data.resolve("faces"), null, false, null);
    assertThat(set.train().size() + set.validation().size() + set.test().size()).isEqualTo(12);
    assertThat(set.provenance().warnings())
        .containsExactly(
            "1 of 13 files cannot be read and are left out: broken.png (no PNG or JPEG)");
    png(data.resolve("faces/large.png"), 8, 8, rgb, 50);
    assertThatThrownBy(() -> load("images:" + data.resolve("faces"), null, false, null))
        .hasMessageContaining("is 6 x 4 pixels and")
        .hasMessageContaining("large.png is 8 x 8; give one size for all with --set imageSize=N");
    assertThat(load("images:" + data.resolve("faces"), null, false, 3).spec().shape())
        .containsExactly(3L, 3L, 3L);
  }

  @Test
  void images_that_are_all_grey_have_one_channel() throws IOException {
    for (int i = 0; i < 10; i++) {
      png(data.resolve("grey/" + i + ".png"), 4, 4, BufferedImage.TYPE_BYTE_GRAY, 77);
    }
    assertThat(load("images:" + data.resolve("grey"), null, false, null).spec().shape())
        .containsExactly(1L, 4L, 4L);
    png(data.resolve("grey/coloured.png"), 4, 4, BufferedImage.TYPE_INT_RGB, 77);
    assertThat(load("images:" + data.resolve("grey"), null, false, null).spec().shape())
        .containsExactly(3L, 4L, 4L);
  }

  @Test
  void scaling_keeps_the_mean_and_equals_the_triangle_filter() {
    int[] plane = new int[8 * 8];
    Arrays.setAll(plane, i -> i % 8 * 32);
    Picture half = new Picture(8, 8, new int[][] {plane}).scaled(4, 4);
    // Weights 1/8, 3/8, 3/8, 1/8 inside, renormalised at the ends.
    assertThat(Arrays.copyOf(half.planes()[0], 4)).containsExactly(23, 80, 144, 201);
    assertThat(new Picture(8, 8, new int[][] {plane}).centre(4).planes()[0])
        .startsWith(64, 96, 128, 160);
  }

  @Test
  void real_cifar_and_celeba_files_load_where_there_are_any() throws IOException {
    String variable = System.getenv(DataRequest.DATA_DIR_VARIABLE);
    Assumptions.assumeTrue(variable != null, "set MOLLIFY_DATA to test on real images");
    Path real = Path.of(variable);
    Assumptions.assumeTrue(Files.isDirectory(real.resolve("celeba")), "no celeba in MOLLIFY_DATA");
    data = real;
    ImageDataset cifar = load("cifar10", null, true, null);
    assertThat(cifar.train().size() + cifar.validation().size()).isPositive();
    double mean =
        java.util.stream.IntStream.range(0, 500)
            .mapToDouble(i -> Arrays.stream(pixels(cifar.train(), i)).average().orElseThrow())
            .average()
            .orElseThrow();
    assertThat(mean).isBetween(110.0, 130.0);
    ImageDataset faces = load("celeba", SplitRule.SEEDED, false, null);
    assertThat(faces.spec().shape()).containsExactly(3L, 64L, 64L);
    assertThat(faces.train().size()).isGreaterThan(1000);
    int[] face = pixels(faces.train(), 0);
    assertThat(Arrays.stream(face).distinct().count()).isGreaterThan(50);
    assertThatThrownBy(() -> load("celeba", SplitRule.OFFICIAL, true, null))
        .hasMessageContaining("of CelebA's images, the first is")
        .hasMessageEndingWith("--split seeded");
  }
}
