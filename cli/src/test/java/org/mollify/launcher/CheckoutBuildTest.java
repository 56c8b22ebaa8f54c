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
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.launcher.LauncherSandbox.Outcome;

@DisabledOnOs(OS.WINDOWS)
class CheckoutBuildTest {

  @TempDir Path temporary;
  private LauncherSandbox sandbox;
  private Path launcher;

  @BeforeEach
  void checkOut() throws IOException {
    sandbox = new LauncherSandbox(temporary);
    launcher = sandbox.checkout();
  }

  @Test
  void a_fresh_checkout_is_built_once_with_one_line_of_notice() throws Exception {
    Outcome first = sandbox.run(launcher, "list");
    Outcome second = sandbox.run(launcher, "list");

    assertThat(first.exit()).isZero();
    assertThat(first.err())
        .isEqualTo(
            "mollify: building %s/checkout (the first build downloads its libraries)\n"
                .formatted(sandbox.folder()));
    assertThat(first.out()).startsWith("java ran").endsWith("[list]\n");
    assertThat(second).isEqualTo(new Outcome(0, first.out(), ""));
    assertThat(sandbox.mavenCalls()).singleElement().asString().endsWith(" package");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkout/pom.xml",
        "checkout/models/pom.xml",
        "checkout/models/src/main/java/Model.java",
        "checkout/models/src/main/resources/new.json",
        "checkout/.git/logs/HEAD",
      })
  void what_the_jars_are_made_of_is_built_anew_when_it_changes(String path) throws Exception {
    sandbox.run(launcher);
    sandbox.edit(path);
    sandbox.run(launcher);

    assertThat(sandbox.mavenCalls()).hasSize(2);
  }

  @Test
  void a_deleted_source_is_noticed_by_its_folder() throws Exception {
    sandbox.run(launcher);
    sandbox.remove("checkout/models/src/main/java/Other.java");
    sandbox.touch("checkout/models/src/main/java");
    sandbox.run(launcher);

    assertThat(sandbox.mavenCalls()).hasSize(2);
  }

  @Test
  void a_changed_test_does_not_cost_a_build() throws Exception {
    sandbox.run(launcher);
    sandbox.edit("checkout/models/src/test/java/ModelTest.java");
    sandbox.run(launcher);

    assertThat(sandbox.mavenCalls()).hasSize(1);
  }

  @Test
  void a_failed_build_shows_its_output_and_runs_nothing() throws Exception {
    sandbox.set("MAVEN_FAILS", "yes");

    Outcome outcome = sandbox.run(launcher);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .endsWith(
            "a line of build output\nmollify: the build failed; its output stands above and in %s/checkout/target/build.log\n"
                .formatted(sandbox.folder()));
    assertThat(sandbox.folder().resolve("checkout/target/build-lock")).doesNotExist();
  }

  @Test
  void a_build_for_cuda_stays_one_when_it_is_repeated() throws Exception {
    sandbox.set("MOLLIFY_MAVEN_ARGS", "--offline -Pcuda");
    sandbox.run(launcher);
    sandbox.unset("MOLLIFY_MAVEN_ARGS");
    sandbox.edit("checkout/pom.xml");
    sandbox.run(launcher);

    assertThat(sandbox.mavenCalls().get(0)).endsWith(" --offline -Pcuda package");
    assertThat(sandbox.mavenCalls().get(1)).endsWith(" -Pcuda package");
  }

  @Test
  void two_starts_at_once_build_once() throws Exception {
    sandbox.set("MAVEN_SECONDS", "1");
    Process first = sandbox.start(launcher);
    Process second = sandbox.start(launcher);

    assertThat(LauncherSandbox.finish(first).exit()).isZero();
    assertThat(LauncherSandbox.finish(second).exit()).isZero();
    assertThat(sandbox.mavenCalls()).hasSize(1);
  }

  @Test
  void the_lock_of_a_process_that_is_gone_is_taken_over() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.createDirectories(sandbox.folder().resolve("checkout/target"));
    Path lock = sandbox.folder().resolve("checkout/target/build-lock");
    Files.createSymbolicLink(lock, Path.of(Long.toString(gone.pid())));

    assertThat(sandbox.run(launcher).exit()).isZero();
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  @Test
  void a_missing_maven_is_named_with_what_to_install() throws Exception {
    sandbox.remove("tools/mvn");

    assertThat(sandbox.run(launcher))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "mollify: this checkout has to be built, and Maven is missing; install Maven 3.8 or"
                    + " newer (Debian: apt-get install maven)\n"));
  }

  @Test
  void a_runtime_without_a_compiler_is_named() throws Exception {
    sandbox.remove("jdk/bin/javac");

    assertThat(sandbox.run(launcher).err())
        .isEqualTo(
            ("mollify: this checkout has to be built, and %s/jdk/bin/java belongs to a runtime"
                    + " without a compiler; install a JDK 17 or newer (Debian: apt-get install"
                    + " openjdk-17-jdk-headless)\n")
                .formatted(sandbox.folder()));
  }
}
