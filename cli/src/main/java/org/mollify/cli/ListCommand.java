package org.mollify.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mollify.models.ModelRegistry;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.data.DataCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = "Lists models, data sets or presets.",
    footer = {"", "Example:", "  mollify list models"})
final class ListCommand implements Callable<Integer> {

  private enum What {
    MODELS,
    DATA,
    PRESETS
  }

  @Parameters(paramLabel = "WHAT", description = "models, data or presets.")
  private What what;

  @Override
  public Integer call() {
    switch (what) {
      case MODELS ->
          ModelRegistry.all()
              .forEach(
                  family ->
                      line(
                          family.name(),
                          "%s: %s; options %s"
                              .formatted(
                                  family.family(),
                                  family.description(),
                                  family.options(Map.of()))));
      case DATA ->
          DataCatalogue.entries().forEach(entry -> line(entry.name(), entry.description()));
      case PRESETS ->
          Arrays.stream(Preset.values())
              .forEach(preset -> line(preset.label(), preset.description()));
    }
    return 0;
  }

  private static void line(String name, String description) {
    System.out.printf("%-16s %s%n", name, description);
  }
}
