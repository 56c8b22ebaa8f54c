package org.mollify.server.request;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** What one route does with one model. */
@FunctionalInterface
public interface ModelTask {

  /**
   * Reads the request and starts the work, without waiting for it.
   *
   * @param request the request and its model
   * @return completes with the reply
   * @throws IOException when the client stops sending
   * @throws org.mollify.server.problem.ProblemException when the request cannot be answered
   */
  CompletionStage<Reply> start(ModelRequest request) throws IOException;
}
