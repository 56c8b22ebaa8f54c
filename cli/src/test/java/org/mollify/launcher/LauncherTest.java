package org.mollify.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.launcher.LauncherSandbox.Outcome;

@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  @TempDir Path temporary;
  private LauncherSandbox sandbox;

  @BeforeEach
  void layOut() throws IOException {
    sandbox = new LauncherSandbox(temporary);
  }

  @Test
  void a_distribution_runs_its_jar_without_maven() throws Exception {
    sandbox.remove("tools/mvn");

    Outcome outcome = sandbox.run(sandbox.distribution(), "sample", "two words", "", "*");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .contains("in " + sandbox.folder() + "\n")
        .contains("[-jar]\n[" + sandbox.folder() + "/unpacked here/lib/mollify.jar]\n")
        .endsWith("[sample]\n[two words]\n[]\n[*]\n");
  }

  @Test
  void a_chain_of_symbolic_links_leads_to_the_distribution() throws Exception {
    sandbox.distribution();
    Path near = Files.createDirectories(sandbox.folder().resolve("near"));
    Files.createSymbolicLink(near.resolve("hop"), Path.of("../unpacked here/bin/mollify"));
    Path link = Files.createSymbolicLink(sandbox.folder().resolve("link"), near.resolve("hop"));

    assertThat(sandbox.run(link).out()).contains("/unpacked here/lib/mollify.jar]");
  }

  @Test
  void the_exit_code_of_the_command_is_passed_on() throws Exception {
    assertThat(sandbox.run(sandbox.distribution(), "exit-with-7").exit()).isEqualTo(7);
  }

  @Test
  void a_distribution_without_its_jar_says_so() throws Exception {
    Path launcher = sandbox.distribution();
    sandbox.remove("unpacked here/lib/mollify.jar");

    assertThat(sandbox.run(launcher))
        .isEqualTo(
            failure(
                "%s/unpacked here/lib/mollify.jar is missing; unpack the distribution again, or run"
                    + " the script of a source checkout",
                sandbox.folder()));
  }

  @ParameterizedTest
  @CsvSource({
    "train --threads 4, 4",
    "train --threads=3, 3",
    "train --threads 4 --threads 2, 2",
    "train, 1",
    "train --threads many, 1",
    "train --threads 0, 1",
    "train -- --threads 4, 1",
    "train --threads, 1",
  })
  void libtorch_gets_the_threads_that_were_asked_for(String arguments, String threads)
      throws Exception {
    assertThat(sandbox.run(sandbox.distribution(), arguments.split(" ")).out())
        .startsWith("java ran with OMP_NUM_THREADS=" + threads + " in ");
  }

  @Test
  void threads_set_in_the_environment_stand_unless_the_option_is_given() throws Exception {
    Path launcher = sandbox.distribution();
    sandbox.set("OMP_NUM_THREADS", "8");

    assertThat(sandbox.run(launcher).out()).contains("OMP_NUM_THREADS=8 ");
    assertThat(sandbox.run(launcher, "--threads", "2").out()).contains("OMP_NUM_THREADS=2 ");
  }

  @Test
  void training_keeps_the_memory_that_it_frees_and_a_server_does_not() throws Exception {
    Path launcher = sandbox.distribution();

    assertThat(sandbox.run(launcher, "train", "wine").out())
        .contains("malloc maps 0 and trims at 4294967296\n");
    assertThat(sandbox.run(launcher, "serve", "wine").out())
        .contains("malloc maps as ever and trims at its own\n");
    sandbox.set("MALLOC_TRIM_THRESHOLD_", "131072");
    assertThat(sandbox.run(launcher, "reproduce", "table1").out())
        .contains("malloc maps 0 and trims at 131072\n");
  }

  @Test
  void a_server_on_one_processor_compiles_once() throws Exception {
    Path launcher = sandbox.distribution();
    assertThat(sandbox.run(launcher, "serve", "wine").out()).doesNotContain("TieredStopAtLevel");
    sandbox.processors(1);
    assertThat(sandbox.run(launcher, "serve", "wine").out())
        .contains("[-XX:TieredStopAtLevel=1]\n");
    assertThat(sandbox.run(launcher, "train", "wine").out()).doesNotContain("TieredStopAtLevel");
    sandbox.set("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4");
    assertThat(sandbox.run(launcher, "serve", "wine").out()).doesNotContain("TieredStopAtLevel");
  }

  @Test
  void threads_of_the_engine_are_not_taken_for_processors() throws Exception {
    Path launcher = sandbox.distribution();
    sandbox.set("OMP_NUM_THREADS", "1");
    assertThat(sandbox.run(launcher, "serve", "wine").out()).doesNotContain("TieredStopAtLevel");
    sandbox.processors(1);
    sandbox.set("OMP_NUM_THREADS", "8");
    assertThat(sandbox.run(launcher, "serve", "wine").out())
        .contains("[-XX:TieredStopAtLevel=1]\n");
  }

  @Test
  void options_for_the_jvm_come_after_the_defaults() throws Exception {
    sandbox.set("MOLLIFY_JAVA_OPTS", "-Xmx1g -Dmollify.log=INFO");

    assertThat(sandbox.run(sandbox.distribution()).out())
        .contains("[-XX:+UseSerialGC]")
        .contains("[-Xmx1g]\n[-Dmollify.log=INFO]\n[-jar]\n");
  }

  @Test
  void a_server_and_a_chosen_collector_replace_the_default_collector() throws Exception {
    Path launcher = sandbox.distribution();

    assertThat(sandbox.run(launcher, "--verbose", "serve", "wine").out())
        .doesNotContain("SerialGC");
    sandbox.set("MOLLIFY_JAVA_OPTS", "-XX:+UseZGC");
    assertThat(sandbox.run(launcher).out()).doesNotContain("SerialGC").contains("[-XX:+UseZGC]");
  }

  @Test
  void a_wrong_java_home_is_named() throws Exception {
    sandbox.set("JAVA_HOME", "/no/such/jdk");

    assertThat(sandbox.run(sandbox.distribution()))
        .isEqualTo(
            failure(
                "JAVA_HOME is '/no/such/jdk', which holds no bin/java; set it to a JDK 17 or newer,"
                    + " or unset it"));
  }

  @Test
  void a_missing_java_is_named_with_what_to_install() throws Exception {
    sandbox.unset("JAVA_HOME");

    assertThat(sandbox.run(sandbox.distribution()))
        .isEqualTo(
            failure(
                "Java is missing; install a JDK 17 or newer (Debian: apt-get install"
                    + " openjdk-17-jdk-headless), or set JAVA_HOME"));
  }

  @Test
  void java_is_found_on_the_path_through_links() throws Exception {
    sandbox.unset("JAVA_HOME");
    Files.createSymbolicLink(
        sandbox.folder().resolve("tools/java"), sandbox.folder().resolve("jdk/bin/java"));

    assertThat(sandbox.run(sandbox.distribution()).exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_392", "11.0.2", "16"})
  void an_old_java_is_named_with_its_version(String version) throws Exception {
    sandbox.write("jdk/release", "JAVA_VERSION=\"" + version + "\"\n");

    assertThat(sandbox.run(sandbox.distribution()))
        .isEqualTo(
            failure(
                "Java 17 or newer is needed, but %s/jdk/bin/java is Java %s; set JAVA_HOME to a"
                    + " newer one",
                sandbox.folder(), version));
  }

  @Test
  void a_java_without_a_release_file_is_asked_for_its_version() throws Exception {
    sandbox.remove("jdk/release");

    assertThat(sandbox.run(sandbox.distribution()).err()).contains("is Java 11.0.2;");
  }

  private static Outcome failure(String message, Object... values) {
    return new Outcome(1, "", "mollify: " + String.format(message, values) + "\n");
  }
}
