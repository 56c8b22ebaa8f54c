package org.mollify.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.testing.TestBundles;

class OnnxEnvironmentTest {

  /**
   * A fresh process with the stack sizes that Java gives by default and a command line as long as
   * that of a program with many libraries.
   */
  @Test
  void a_plain_java_process_opens_a_bundle_draws_and_ends(@TempDir Path folder) throws Exception {
    TestBundles.affine(folder, "affine");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java,
                "-Dlibraries=" + "lib/a-library-with-a-long-name-1.0.jar:".repeat(300),
                "-cp",
                System.getProperty("java.class.path"),
                OnnxEnvironmentTest.class.getName(),
                folder.toString()));
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("drew 3 rows");
  }

  /** The program of the fresh process. */
  public static void main(String[] arguments) throws Exception {
    try (GenerativeModel model = GenerativeModel.open(Path.of(arguments[0]))) {
      System.out.println("drew " + model.sample(3, 1).length + " rows");
    }
  }
}
