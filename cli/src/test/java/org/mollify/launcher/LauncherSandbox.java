package org.mollify.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A folder with a copy of the launcher, a JDK and a Maven that only say how they were called, and
 * nothing else on the path but the few tools that the launcher may use.
 */
final class LauncherSandbox {

  /** What one run of the launcher left: exit code, standard output and standard error. */
  record Outcome(int exit, String out, String err) {}

  private static final Path LAUNCHER = Path.of("..", "mollify").toAbsolutePath().normalize();

  private static final List<String> TOOLS =
      List.of(
          "basename", "cat", "dirname", "find", "ln", "mkdir", "readlink", "rm", "sed", "sleep");

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in *-version) echo 'openjdk version "11.0.2" 2019-01-15' >&2; exit ;; esac
      echo "java ran with OMP_NUM_THREADS=$OMP_NUM_THREADS in $(pwd)"
      echo "malloc maps ${MALLOC_MMAP_MAX_-as ever} and trims at ${MALLOC_TRIM_THRESHOLD_-its own}"
      for argument; do echo "[$argument]"; done
      case "$*" in *exit-with-7) exit 7 ;; esac
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >> ../maven-calls
      sleep "${MAVEN_SECONDS:-0}"
      echo 'a line of build output'
      [ -z "${MAVEN_FAILS-}" ] || exit 1
      mkdir -p cli/target/distribution/lib
      echo jar > cli/target/distribution/lib/mollify.jar
      case "$*" in *-Pcuda*) profile=-Pcuda ;; *) profile= ;; esac
      echo "$profile" > cli/target/distribution/build-stamp
      """;

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  LauncherSandbox(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Path tools = folder().resolve("tools");
    for (String tool : TOOLS) {
      script("tools/" + tool, "#!/bin/sh\nexec " + onThePath(tool) + " \"$@\"\n");
    }
    processors(4);
    script("jdk/bin/java", JAVA);
    script("jdk/bin/javac", "#!/bin/sh\n");
    write("jdk/release", "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"17.0.1\"\n");
    script("tools/mvn", MAVEN);
    environment.put("PATH", tools.toString());
    environment.put("JAVA_HOME", folder().resolve("jdk").toString());
  }

  Path folder() {
    return folder;
  }

  /** Sets the number of processors that the launcher finds; like GNU's, the tool heeds OpenMP. */
  void processors(int count) throws IOException {
    script("tools/nproc", "#!/bin/sh\necho ${OMP_NUM_THREADS:-" + count + "}\n");
  }

  /** An unpacked distribution; answers its launcher. */
  Path distribution() throws IOException {
    write("unpacked here/lib/mollify.jar", "jar");
    Files.createDirectories(folder.resolve("unpacked here/bin"));
    return Files.copy(LAUNCHER, folder.resolve("unpacked here/bin/mollify"));
  }

  /** A source checkout that was never built; answers its launcher. */
  Path checkout() throws IOException {
    write("checkout/pom.xml", "<project/>");
    write("checkout/cli/pom.xml", "<project/>");
    write("checkout/models/pom.xml", "<project/>");
    write("checkout/models/src/main/java/Model.java", "class Model {}");
    write("checkout/models/src/main/java/Other.java", "class Other {}");
    write("checkout/models/src/test/java/ModelTest.java", "class ModelTest {}");
    return Files.copy(LAUNCHER, folder.resolve("checkout/mollify"));
  }

  /** Writes a file that is one minute newer than any build so far. */
  void edit(String path) throws IOException {
    write(path, "edited");
    touch(path);
  }

  /** Makes a file or folder one minute newer than any build so far. */
  void touch(String path) throws IOException {
    Files.setLastModifiedTime(folder.resolve(path), FileTime.from(Instant.now().plusSeconds(60)));
  }

  void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void remove(String path) throws IOException {
    Files.delete(folder.resolve(path));
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  void unset(String variable) {
    environment.remove(variable);
  }

  /** The argument lines of all calls of Maven, in order. */
  List<String> mavenCalls() throws IOException {
    Path calls = folder.resolve("maven-calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  Outcome run(Path launcher, String... arguments) throws IOException, InterruptedException {
    return finish(start(launcher, arguments));
  }

  Process start(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Outcome finish(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String out = text(process.getInputStream());
    String err = text(process.getErrorStream());
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the launcher did not end; standard error: " + err);
    }
    return new Outcome(process.exitValue(), out, err);
  }

  private void script(String path, String text) throws IOException {
    write(path, text);
    Files.setPosixFilePermissions(
        folder.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path onThePath(String tool) throws IOException {
    for (String place : List.of("/usr/bin", "/bin")) {
      Path path = Path.of(place, tool);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    throw new IOException("no " + tool + " in /usr/bin or /bin");
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
