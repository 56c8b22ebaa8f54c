package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportBadInputTest {

  @TempDir Path folder;

  @Test
  void a_cut_checkpoint_is_refused() throws IOException {
    Path run = TinyModel.copy(TinyModel.run(), folder.resolve("run"));
    for (Path file : weights(run)) {
      Files.write(file, new byte[100]);
    }

    expectLine(1, "was altered or cut short after it was written", export(run));
  }

  @Test
  void an_altered_checkpoint_is_refused() throws IOException {
    Path run = TinyModel.copy(TinyModel.run(), folder.resolve("run"));
    for (Path file : weights(run)) {
      Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    }

    expectLine(1, "was altered or cut short after it was written", export(run));
  }

  @Test
  void a_folder_that_is_no_run_is_refused() throws IOException {
    expectLine(1, "is not a training run", export(folder.resolve("nothing")));
    expectLine(1, "is not a training run", export(TinyModel.bundle()));
  }

  @Test
  void an_unknown_checkpoint_is_named() throws IOException {
    Console.Outcome outcome =
        Console.run(
            "export", TinyModel.run(), "--checkpoint", "worst", "--out", folder.resolve("bundle"));

    expectLine(2, "--checkpoint expects last or best; got worst", outcome);
  }

  @Test
  void a_file_is_not_overwritten_by_a_bundle() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");

    expectLine(1, "is not a bundle", Console.run("export", TinyModel.run(), "--out", file));
    expectLine(
        1,
        file + " is a file; --out expects a folder",
        Console.run("export", TinyModel.run(), "--out", file.resolve("bundle")));
    assertThat(file).hasContent("mine");
  }

  private Console.Outcome export(Path run) {
    return Console.run("export", run, "--out", folder.resolve("bundle"));
  }

  private void expectLine(int exit, String line, Console.Outcome outcome) {
    outcome.expectLine("export", exit, line);
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  private static List<Path> weights(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.filter(file -> file.toString().endsWith(".weights.safetensors")).toList();
    }
  }
}
