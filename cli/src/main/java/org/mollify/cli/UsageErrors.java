package org.mollify.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mollify.models.NearestName;
import org.mollify.models.WrongValue;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers a command line that cannot be understood with one line, and exit code 2. */
final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    command
        .getErr()
        .println(
            "%s: %s (see %s --help)"
                .formatted(
                    command.getCommandSpec().qualifiedName(),
                    message(error),
                    command.getCommandSpec().qualifiedName()));
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String given = unmatched.getUnmatched().get(0);
      CommandLine command = unmatched.getCommandLine();
      boolean option = given.startsWith("-");
      List<String> known =
          option
              ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
              : List.copyOf(command.getSubcommands().keySet());
      String name = given.contains("=") ? given.substring(0, given.indexOf('=')) : given;
      return "unknown %s %s%s"
          .formatted(
              option || known.isEmpty() ? "option or argument" : "command",
              name,
              NearestName.hint(name, known));
    }
    if (error.getArgSpec() != null && error.getValue() != null) {
      return wrongValue(error.getArgSpec(), error.getValue());
    }
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("wrong usage");
  }

  private static String wrongValue(ArgSpec argument, String value) {
    Class<?> type =
        List.class.isAssignableFrom(argument.type())
            ? argument.auxiliaryTypes()[0]
            : argument.type();
    List<String> known =
        type.isEnum()
            ? Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList()
            : List.of();
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return "%s expects %s; got %s%s"
        .formatted(name, WrongValue.expected(type), value, NearestName.hint(value, known));
  }
}
