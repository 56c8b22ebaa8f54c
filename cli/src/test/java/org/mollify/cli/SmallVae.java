package org.mollify.cli;

import java.nio.file.Path;
import java.util.stream.Stream;

/** A VAE of pictures that is trained in a second or two, by the commands. */
final class SmallVae {

  private SmallVae() {}

  /**
   * Trains it.
   *
   * @param data pictures, as {@code --data} names them
   * @param run the run to write, which is returned
   * @param options further options of the command
   */
  static Path train(String data, Path run, Object... options) {
    Object[] all =
        Stream.concat(Stream.of("--data", data, "--out", run), Stream.of(options)).toArray();
    Console.line("train --preset vae-small --set width=4 --set latent=3", all).expectDone();
    return run;
  }

  /** Exports a run as its last epoch left it; returns the bundle. */
  static Path export(Path run, Path bundle) {
    Console.run("export", run, "--out", bundle, "--checkpoint", "last").expectDone();
    return bundle;
  }
}
