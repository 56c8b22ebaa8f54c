package org.mollify.experiments.reproduce;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What a user asks of a reproduction.
 *
 * @param out folder of the results
 * @param seeds number of seeds, or nothing for the reproduction's own
 * @param quick whether a small subset is enough
 * @param dataDir where named data sets are, or nothing for the environment's
 * @param only what to restrict it to, in the reproduction's own words; empty for everything
 * @param jobs training runs side by side, each a child JVM of one thread
 * @param progress takes lines on how it goes
 * @param results takes lines of the result
 */
public record ReproductionRequest(
    Path out,
    OptionalInt seeds,
    boolean quick,
    Optional<Path> dataDir,
    List<String> only,
    int jobs,
    Consumer<String> progress,
    Consumer<String> results) {

  /** Checks the numbers. */
  public ReproductionRequest {
    if (seeds.isPresent() && seeds.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "--seeds expects at least 1; got %d".formatted(seeds.getAsInt()));
    }
    if (jobs < 1) {
      throw new IllegalArgumentException("--jobs expects at least 1; got %d".formatted(jobs));
    }
    only = List.copyOf(only);
  }

  /**
   * Refuses a restriction, for what has no parts.
   *
   * @param name what is reproduced
   * @throws IllegalArgumentException if there is one
   */
  public void requireWhole(String name) {
    if (!only.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no parts to restrict it to; leave out --only %s"
              .formatted(name, String.join(",", only)));
    }
  }

  /**
   * The command that gives the same results in a folder of the same name, as pages print it. Where
   * the data are is left out: that is this machine's affair.
   *
   * @param name what is reproduced
   * @return the command line
   */
  public String command(String name) {
    StringBuilder command = new StringBuilder("mollify reproduce ").append(name);
    command.append(quick ? " --quick" : "");
    seeds.ifPresent(number -> command.append(" --seeds ").append(number));
    if (!only.isEmpty()) {
      command.append(" --only ").append(String.join(",", only));
    }
    return command
        .append(" --jobs ")
        .append(jobs)
        .append(" --out ")
        .append(out.toAbsolutePath().getFileName())
        .toString();
  }
}
