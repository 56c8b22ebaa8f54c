package org.mollify.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import org.mollify.trainer.data.NotBuiltYetException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Answers a failed command with one line on standard error; {@code --verbose} adds the trace. */
final class FailureErrors implements IExecutionExceptionHandler {

  private final BooleanSupplier verbose;

  FailureErrors(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    command
        .getErr()
        .println("%s: %s".formatted(command.getCommandSpec().qualifiedName(), line(error)));
    if (verbose.getAsBoolean()) {
      error.printStackTrace(command.getErr());
    }
    return error instanceof NotBuiltYetException
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String line(Exception error) {
    if (error instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (error instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (error instanceof FileSystemException file) {
      // Without a reason the message is a path and nothing else.
      return file.getReason() == null
          ? "%s of %s".formatted(error.getClass().getSimpleName(), file.getFile())
          : "%s: %s".formatted(file.getFile(), file.getReason());
    }
    String message = error.getMessage();
    if (message == null) {
      return "%s; run again with --verbose for the trace".formatted(error.getClass().getName());
    }
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
