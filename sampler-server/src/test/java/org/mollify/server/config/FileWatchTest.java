package org.mollify.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir Path folder;

  private final FileWatch watch = new FileWatch();
  private final List<String> taken = new ArrayList<>();

  @Test
  void an_error_at_one_look_ends_neither_the_look_nor_those_that_follow() throws IOException {
    Path first = Files.writeString(folder.resolve("first"), "1");
    Path second = Files.writeString(folder.resolve("second"), "1");
    watch.add("first", List.of(first), () -> take(first));
    watch.add("second", List.of(second), () -> take(second));
    Files.writeString(first, "Error");
    Files.writeString(second, "2");
    lookTwice();
    assertThat(taken).containsExactly("2");
    Files.writeString(first, "3");
    lookTwice();
    assertThat(taken).containsExactly("2", "3");
  }

  private void lookTwice() {
    watch.look();
    watch.look();
  }

  private void take(Path file) throws IOException {
    String text = Files.readString(file);
    if (text.equals("Error")) {
      throw new NoClassDefFoundError("of the new file");
    }
    taken.add(text);
  }
}
