package org.mollify.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.mollify.trainer.data.NotBuiltYetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "reproduce",
    description = "Reproduces a table or figure of the paper (not built yet).",
    footer = {"", "Example:", "  mollify reproduce table4"})
final class ReproduceCommand implements Callable<Integer> {

  @Parameters(paramLabel = "WHAT", arity = "1..*", description = "A table or figure.")
  private List<String> what = List.of();

  @Override
  public Integer call() {
    throw new NotBuiltYetException(
        "reproduce %s is not built yet; train and evaluate single models with mollify train and"
                .formatted(String.join(" ", what))
            + " mollify evaluate");
  }
}
