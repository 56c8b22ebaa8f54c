package org.mollify.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** How data are mollified, and how that fades. */
final class MollifierOptions {

  @Option(
      names = "--mollifier",
      paramLabel = "NAME",
      description = "gaussian, constant or none (default: gaussian).")
  private String mollifier;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "sigmoid, cosine or linear (default: sigmoid).")
  private String schedule;

  @Option(
      names = "--tau",
      paramLabel = "T",
      description = "Temperature of the sigmoid schedule (default: 0.7).")
  private Double tau;

  @Option(
      names = "--mollify-fraction",
      paramLabel = "F",
      description = "Part of the run that mollifies, above 0 to 1 (default: 1).")
  private Double mollifyFraction;

  @Option(
      names = "--per",
      paramLabel = "UNIT",
      description = "Noise level changes per epoch or iteration.")
  private String per;

  /** Adds what was given to settings of a training. */
  void addTo(Map<String, Object> settings) {
    settings.put("mollifier", mollifier);
    settings.put("schedule", schedule);
    settings.put("tau", tau);
    settings.put("mollifyFraction", mollifyFraction);
    settings.put("per", per);
  }
}
