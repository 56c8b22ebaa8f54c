package org.mollify.cli;

import ai.djl.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mollify.runtime.Provider;
import org.mollify.trainer.BuildInfo;
import org.mollify.trainer.data.DataRequest;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = "Says what is there, what is missing, and how to mend it.",
    footer = {"", "Example:", "  mollify doctor"})
final class DoctorCommand implements Callable<Integer> {

  private static final long MEBIBYTE = 1L << 20;

  private final List<String> missing = new ArrayList<>();

  @Override
  public Integer call() {
    BuildInfo build = BuildInfo.load();
    line("mollify", "%s (%s)".formatted(build.version(), build.revision()));
    line(
        "java",
        "%s, %s, %s"
            .formatted(
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.home")));
    line(
        "machine",
        "%s %s, %d processors, %d MiB heap at most"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() / MEBIBYTE));
    trainingEngine();
    inference();
    data();
    missing.forEach(System.err::println);
    return missing.isEmpty() ? 0 : 1;
  }

  private void trainingEngine() {
    EngineThreads.use(1);
    try {
      Engine engine = Engine.getInstance();
      line(
          "training",
          "%s %s, %s"
              .formatted(
                  engine.getEngineName(),
                  engine.getVersion(),
                  engine.getGpuCount() > 0 ? engine.getGpuCount() + " GPU" : "CPU"));
    } catch (RuntimeException | LinkageError e) {
      line("training", "not usable");
      missing.add(
          "the training engine does not load: %s; build for this platform, or with -Pcuda on a GPU"
              .formatted(e.getMessage()));
    }
  }

  private void inference() {
    for (Provider provider : Provider.values()) {
      line(
          "serving",
          "ONNX Runtime, %s: %s"
              .formatted(
                  provider.name().toLowerCase(Locale.ROOT),
                  provider.inThisBuild() ? "in this build" : "not in this build (-Pcuda has it)"));
    }
  }

  private void data() {
    String folder = System.getenv(DataRequest.DATA_DIR_VARIABLE);
    if (folder == null || folder.isBlank()) {
      line("data", "MOLLIFY_DATA is not set; built-in and csv:, npy:, npz: data need none");
    } else if (Files.isDirectory(Path.of(folder))) {
      line("data", folder);
    } else {
      line("data", folder + " (not a folder)");
      missing.add("MOLLIFY_DATA names %s, which is not a folder".formatted(folder));
    }
  }

  private static void line(String what, String text) {
    System.out.printf("%-9s %s%n", what, text);
  }
}
