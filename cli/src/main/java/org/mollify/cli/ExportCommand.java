package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.mollify.exporter.BundleExport;
import org.mollify.exporter.report.ExportReport;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description = "Freezes a run to a bundle of ONNX graphs, proven equal to the model.",
    sortOptions = false,
    footer = {"", "Example:", "  mollify export runs/wine --out bundles/wine"})
final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "Run folder that mollify train wrote.")
  private Path run;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "BUNDLE",
      description = "Bundle folder to write; an older bundle there is replaced.")
  private Path out;

  @Option(
      names = "--checkpoint",
      paramLabel = "SLOT",
      defaultValue = "best",
      description = "best or last (default: ${DEFAULT-VALUE}).")
  private Checkpoint.Slot slot;

  @Option(
      names = "--force",
      description = "Write a bundle even if the proof fails, marked unproven.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    OutFolder.require(out.toAbsolutePath().getParent());
    EngineThreads.use(1);
    BundleManifest manifest = new BundleExport(RunFolder.open(run), slot).write(out, force);
    for (Check check : manifest.proof().checks()) {
      System.out.printf(
          "%-24s %-28s max %.1e  99.9%% %.1e%s%n",
          check.quantity(),
          check.inputs(),
          check.maxError(),
          check.p999Error(),
          check.binding() ? "" : "  (reported only)");
    }
    System.out.printf(
        "%s: tolerance %.0e, reference %s%n",
        manifest.proof().status(), manifest.proof().tolerance(), manifest.proof().reference());
    ExportReport.read(manifest.provenance()).lines().forEach(System.out::println);
    System.out.println("bundle: " + out);
    return 0;
  }
}
