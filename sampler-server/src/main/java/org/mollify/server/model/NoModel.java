package org.mollify.server.model;

import java.util.Set;
import org.mollify.server.NearestName;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** The answers, of status 404, to those who ask for a model that is not served. */
final class NoModel {
  private NoModel() {}

  /** There is none of this name. */
  static ProblemException named(String name, Set<String> known) {
    return problem(
        "there is no model \""
            + name
            + "\""
            + NearestName.suggestion(name, known)
            + "; models: "
            + String.join(", ", known));
  }

  /** There is none that could be the default. */
  static ProblemException atAll() {
    return problem("no model is loaded; put a bundle into the models folder of the server");
  }

  /** It is known and has no version that is served. */
  static ProblemException served(ModelStatus status) {
    return problem(
        "model \"%s\" is not served: it is %s%s"
            .formatted(
                status.name(),
                status.state().label(),
                status.problem() == null ? "" : "; /health/ready says why"));
  }

  /** Another version is served. */
  static ProblemException ofVersion(String name, String version, String served) {
    return problem(
        "model \"%s\" has no version \"%s\" that is served; version %s is"
            .formatted(name, version, served));
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.NO_MODEL, detail);
  }
}
