package org.mollify.cli;

import org.mollify.trainer.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry point of the {@code mollify} command. */
@Command(
    name = "mollify",
    description =
        "Trains likelihood-based generative models with data mollification, freezes them to ONNX,"
            + " and serves samples and log-likelihoods.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Mollify.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = {
      QuickstartCommand.class,
      TrainCommand.class,
      ExportCommand.class,
      SampleCommand.class,
      LoglikCommand.class,
      EvaluateCommand.class,
      ServeCommand.class,
      ListCommand.class,
      DoctorCommand.class,
      ReproduceCommand.class
    })
public final class Mollify implements Runnable {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /**
   * Runs the command and exits with its code: 0 done, 1 failed, 2 wrong usage or not built yet.
   *
   * @param args command line
   */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  static int execute(String... args) {
    Mollify mollify = new Mollify();
    CommandLine command = new CommandLine(mollify);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setParameterExceptionHandler(new UsageErrors());
    command.setExecutionExceptionHandler(new FailureErrors(() -> mollify.verbose));
    return command.execute(args);
  }

  /** Without a subcommand there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** The version of this build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildInfo build = BuildInfo.load();
      return new String[] {"mollify %s (%s)".formatted(build.version(), build.revision())};
    }
  }
}
