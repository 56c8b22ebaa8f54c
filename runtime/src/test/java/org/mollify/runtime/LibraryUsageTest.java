package org.mollify.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.score.Scores;
import org.mollify.runtime.testing.TestBundles;

/** The lines shown in the package documentation are these, and they run. */
class LibraryUsageTest {
  private static final String SOURCES = "src/%s/java/org/mollify/runtime/%s";

  @Test
  void the_documented_lines_run(@TempDir Path folder) throws IOException {
    TestBundles.affine(folder, "affine");
    PrintStream standardOutput = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      show(folder.toString());
    } finally {
      System.setOut(standardOutput);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(8)
        .allMatch(line -> line.endsWith(" usual") || line.endsWith(" rare"));
  }

  @Test
  void the_documented_lines_are_the_lines_that_run() throws IOException {
    List<String> shown =
        between("main", "package-info.java", " * <pre>{@code", " * }</pre>").stream()
            .map(line -> line.substring(3))
            .toList();
    List<String> run =
        between("test", "LibraryUsageTest.java", "    // begin", "    // end").stream()
            .map(line -> line.substring(4))
            .toList();
    assertThat(shown).hasSize(10).isEqualTo(run);
  }

  private static void show(String bundle) throws IOException {
    // begin
    try (GenerativeModel model = GenerativeModel.open(Path.of(bundle))) {
      double[][] rows = model.sample(8, 7);
      Scores scores = model.score(rows);
      double threshold = model.calibration().orElseThrow().thresholdAt(0.05);
      for (int i = 0; i < rows.length; i++) {
        double nats = scores.logLikelihood()[i];
        String verdict = nats < threshold ? "rare" : "usual";
        System.out.println(Arrays.toString(rows[i]) + " " + nats + " " + verdict);
      }
    }
    // end
  }

  private static List<String> between(String tree, String file, String begin, String end)
      throws IOException {
    List<String> lines = Files.readAllLines(Path.of(SOURCES.formatted(tree, file)));
    int from = lines.indexOf(begin) + 1;
    assertThat(from).as("marker %s", begin).isPositive();
    return lines.subList(from, lines.indexOf(end));
  }
}
