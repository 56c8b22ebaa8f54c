package org.mollify.server.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** What a request asks of a model, by the parameter {@code role}; scoring where none is given. */
public enum Role {
  /** Rows to log-likelihoods. */
  LOGLIK,
  /** Noise of a seed to rows. */
  SAMPLE,
  /** Rows to latents. */
  ENCODE,
  /** Latents to rows. */
  DECODE;

  /** Name of the parameter. */
  static final String PARAMETER = "role";

  /** Its name in requests, responses and bundles. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The roles that a bundle has graphs for. */
  static List<Role> of(Set<String> graphs) {
    return Arrays.stream(values()).filter(role -> graphs.contains(role.id())).toList();
  }

  /**
   * The role that a request names.
   *
   * @param parameters its parameters
   * @param available what the model can do
   */
  static Role named(InferenceParameters parameters, List<Role> available) {
    String name = parameters.text(PARAMETER, LOGLIK.id());
    return available.stream()
        .filter(role -> role.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.PARAMETER,
                    "parameter role is \""
                        + name
                        + "\"; this model has "
                        + available.stream().map(Role::id).collect(Collectors.joining(", "))));
  }
}
