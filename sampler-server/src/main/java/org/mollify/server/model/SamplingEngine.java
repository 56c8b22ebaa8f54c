package org.mollify.server.model;

import java.util.List;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Sampling;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.batch.Piece;

/** Draws samples from a model; every item has a stream of its own, so all requests join. */
record SamplingEngine(GenerativeModel model) implements BatchEngine<Sampling> {

  @Override
  public int rows(Sampling job) {
    return job.size();
  }

  @Override
  public int passes(Sampling job) {
    return 1;
  }

  @Override
  public boolean joins(Sampling job, Sampling other) {
    return true;
  }

  @Override
  public int maxRows() {
    return model.joint().sampleBatch().most();
  }

  @Override
  public int multiple() {
    return model.joint().sampleBatch().multiple();
  }

  @Override
  public void run(List<Piece<Sampling>> pieces, int firstPass, int passes) {
    model
        .joint()
        .runSampling(
            pieces.stream().map(p -> new Sampling.Piece(p.job(), p.from(), p.count())).toList());
  }
}
