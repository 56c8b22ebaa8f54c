package org.mollify.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  @Test
  void content_replaces_what_was_there_and_folders_are_made() throws IOException {
    Path target = folder.resolve("a/b/file");
    AtomicFile.write(target, out -> out.write(1));
    AtomicFile.write(target, out -> out.write(2));
    assertThat(target).hasBinaryContent(new byte[] {2});
    assertThat(target.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void content_that_fails_in_any_way_leaves_the_old_file_and_no_other() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("cable cut");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + target + ": cable cut; nothing was changed there");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IllegalStateException("closed array");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(target).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_is_one_line_and_leaves_the_old_file_and_no_other() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old");
    Files.createSymbolicLink(folder.resolve("file.part"), Path.of("/dev/full"));
    assertThatThrownBy(() -> AtomicFile.write(target, out -> out.write(new byte[1 << 20])))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write " + target + ": No space left on device; nothing was changed there");
    assertThat(target).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void a_folder_that_cannot_be_made_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file");
    Path target = file.resolve("inside");
    assertThatThrownBy(() -> AtomicFile.write(target, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + target + ": ")
        .hasMessageEndingWith("; nothing was changed there");
  }
}
