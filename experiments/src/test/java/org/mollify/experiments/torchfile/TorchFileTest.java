package org.mollify.experiments.torchfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.trainer.data.InvalidDataException;

/** On files that {@code benchmarks/peers/torch_files.py} wrote with torch 1.13. */
class TorchFileTest {

  private static final String DICT = "\u0080\u0002ccollections\nOrderedDict\n)R";
  private static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void a_state_dict_is_read_with_names_shapes_and_values(String format) throws IOException {
    Map<String, TorchTensor> state = TorchFile.read(resource("state-" + format + ".pth"));
    assertThat(state.keySet())
        .containsExactly(
            "conv.weight",
            "bn.weight",
            "bn.bias",
            "bn.running_mean",
            "bn.running_var",
            "bn.num_batches_tracked");
    assertThat(state.get("conv.weight").shape()).containsExactly(3, 2, 2, 2);
    float[] weight = new float[24];
    for (int i = 0; i < 24; i++) {
      weight[i] = i;
    }
    assertThat(state.get("conv.weight").values()).isEqualTo(weight);
    assertThat(state.get("bn.running_var").values()).containsExactly(33, 34, 35);
    assertThat(state.get("bn.num_batches_tracked").shape()).isEmpty();
    assertThat(state.get("bn.num_batches_tracked").values()).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void views_and_every_element_type_are_read(String format) throws IOException {
    Map<String, TorchTensor> tensors = TorchFile.read(resource("views-" + format + ".pth"));
    assertThat(tensors.get("base").values()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(tensors.get("transposed").shape()).containsExactly(3, 2);
    assertThat(tensors.get("transposed").values()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(tensors.get("slice").values()).containsExactly(1, 2, 4, 5);
    assertThat(tensors.get("half").values()).containsExactly(0.5f, -2, 65504);
    assertThat(tensors.get("bfloat16").values()).containsExactly(1.5f, -0.25f);
    assertThat(tensors.get("double").values()).containsExactly(0.1f);
    assertThat(tensors.get("bytes").values()).containsExactly(0, 255);
    assertThat(tensors.get("flags").values()).containsExactly(1, 0);
    assertThat(tensors.get("shorts").values()).containsExactly(-3, 3);
    assertThat(tensors.get("scalar").values()).containsExactly(-4);
    assertThat(tensors.get("empty").shape()).containsExactly(0, 3);
    assertThat(tensors).doesNotContainKey("epoch");
  }

  @Test
  void a_name_beyond_tensors_is_refused_and_named() {
    assertThatThrownBy(() -> TorchFile.read(resource("evil-zip.pth")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith(
            "asks for posix.system, which no dictionary of tensors needs; it is refused");
    assertThatThrownBy(() -> TorchFile.read(resource("module-zip.pth")))
        .hasMessageContaining("asks for torch.nn.modules.linear.Linear");
    assertThatThrownBy(() -> TorchFile.read(resource("list-zip.pth")))
        .hasMessageEndingWith("holds no dictionary of tensors");
  }

  @Test
  void a_file_cut_anywhere_is_refused_in_one_line() throws IOException {
    for (String name : new String[] {"state-zip.pth", "state-legacy.pth"}) {
      byte[] whole = Files.readAllBytes(resource(name));
      for (int length = 0; length < whole.length; length += 7) {
        Path cut = folder.resolve("cut.pth");
        Files.write(cut, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> TorchFile.read(cut))
            .as("%s cut to %d bytes", name, length)
            .isInstanceOf(InvalidDataException.class)
            .hasMessageStartingWith(cut.toString())
            .hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void a_changed_byte_gives_tensors_or_one_line_and_nothing_else() throws IOException {
    byte[] whole = Files.readAllBytes(resource("state-legacy.pth"));
    Path changed = folder.resolve("changed.pth");
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(changed, bytes);
      try {
        assertThat(TorchFile.read(changed)).hasSizeLessThan(7);
      } catch (InvalidDataException e) {
        assertThat(e.getMessage()).startsWith(changed.toString());
      }
    }
  }

  @Test
  void a_tensor_beyond_its_storage_is_refused() throws IOException {
    // A storage of 1 element, seen as 2^20 by a stride of 0.
    assertThatThrownBy(
            () -> TorchFile.read(pickle(tensor("K\u0000", "J\0\0\u0010\0\u0085", "K\0\u0085"))))
        .hasMessageContaining(
            "a tensor of shape [1048576], strides [0] and offset 0 exceeds its 1");
    assertThatThrownBy(
            () -> TorchFile.read(pickle(tensor("K\u0001", "K\u0001\u0085", "K\u0001\u0085"))))
        .hasMessageContaining("offset 1 exceeds its 1");
    assertThatThrownBy(
            () ->
                TorchFile.read(
                    pickle(tensor("K\0", "K\u0001\u0085", "J\u00ff\u00ff\u00ff\u00ff\u0085"))))
        .hasMessageContaining("strides [-1]");
    assertThatThrownBy(
            () -> TorchFile.read(pickle(tensor("K\0", "K\u0001\u0085", "K\u0001\u0085"))))
        .hasMessageContaining("it lacks archive/data/0");
  }

  @Test
  void a_pickle_that_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> TorchFile.read(pickle("\u0080\u0002R.")))
        .hasMessageContaining("damaged pickle: its stack is empty");
    assertThatThrownBy(() -> TorchFile.read(pickle("\u0080\u0002h\u0005.")))
        .hasMessageContaining("it recalls what it never kept");
    assertThatThrownBy(() -> TorchFile.read(pickle("\u0080\u0002X\u00ff\u00ff\u00ff\u007f")))
        .hasMessageContaining("cut off inside its pickle");
    assertThatThrownBy(() -> TorchFile.read(pickle("\u0080\u0004.")))
        .hasMessageContaining("is a pickle of protocol 4; torch.save writes 2");
    assertThatThrownBy(() -> TorchFile.read(pickle("\u0080\u0002\u0092.")))
        .hasMessageContaining("instruction 0x92");
    assertThatThrownBy(() -> TorchFile.read(folder.resolve("none.pth")))
        .hasMessage("there is no file " + folder.resolve("none.pth"));
  }

  /** A dictionary with one tensor of a storage of one float. */
  private static String tensor(String offset, String sizes, String strides) {
    String id =
        "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\u00000X\u0003\0\0\0cpuK\u0001tQ";
    String arguments = "(" + id + offset + sizes + strides + "\u0089" + "Nt";
    return DICT + "X\u0001\0\0\0w" + REBUILD + arguments + "Rs.";
  }

  private Path pickle(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(code.getBytes(StandardCharsets.ISO_8859_1));
      zip.closeEntry();
    }
    return Files.write(folder.resolve("made.pth"), bytes.toByteArray());
  }

  private Path resource(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream(name)) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }
}
