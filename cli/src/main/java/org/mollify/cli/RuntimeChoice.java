package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Provider;
import org.mollify.runtime.RuntimeOptions;
import picocli.CommandLine.Option;

/** Where a bundle runs. */
final class RuntimeChoice {

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "cpu or cuda (default: ${DEFAULT-VALUE}).")
  private Provider provider;

  RuntimeOptions options() {
    return RuntimeOptions.defaults().withProvider(provider);
  }

  /** Says what was done, and on which provider. */
  static void report(GenerativeModel model, int rows, Path out) {
    System.err.printf("%d rows on %s: %s%n", rows, model.provider(), out);
  }

  GenerativeModel open(Path bundle) throws IOException {
    return GenerativeModel.open(bundle, options());
  }
}
