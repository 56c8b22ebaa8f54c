package org.mollify.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mollify.server.config.DurationText;
import org.mollify.server.security.ApiKey;
import org.mollify.server.security.KeyRing;
import org.mollify.server.security.Scope;
import picocli.CommandLine.Option;

/** Options of a new API key, which is printed once and kept nowhere. */
final class NewKeyOptions {

  @Option(
      names = "--new-key",
      paramLabel = "NAME",
      required = true,
      description = "Print a new key, and its line for the file of keys.")
  private String name;

  @Option(
      names = "--scopes",
      paramLabel = "SCOPE",
      split = ",",
      description = "What it is for: sample, score, admin (default: sample,score).")
  private List<Scope> scopes = List.of(Scope.SAMPLE, Scope.SCORE);

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "When it ends: a date such as 2027-01-31, or a time from now such as 90d.")
  private String expires;

  /** Prints the key, then its line, on standard output; what to do with them on standard error. */
  void print() {
    Set<Scope> chosen = EnumSet.copyOf(scopes);
    ApiKey.Created key = ApiKey.create(name, chosen, expires == null ? null : end(expires));
    System.err.println("This key is shown once. Give it to whoever shall use it:");
    System.out.println(key.text());
    System.err.println("Add this line to the file that security.keyFile names:");
    System.out.println(key.line());
  }

  private static Instant end(String text) {
    try {
      Instant end =
          text.contains("-") ? KeyRing.time(text) : Instant.now().plus(DurationText.parse(text));
      if (end.isAfter(Instant.now())) {
        return end.truncatedTo(ChronoUnit.SECONDS);
      }
    } catch (DateTimeParseException | IllegalArgumentException e) {
      // Answered below, as a time that has passed is.
    }
    throw new IllegalArgumentException(
        "--expires expects a date to come such as 2027-01-31, or a time from now such as 90d; got "
            + text);
  }
}
