package org.mollify.server.model;

import java.util.List;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Scoring;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.batch.Piece;

/** Scores rows by a model. */
record ScoringEngine(GenerativeModel model) implements BatchEngine<Scoring> {

  @Override
  public int rows(Scoring job) {
    return job.size();
  }

  @Override
  public int passes(Scoring job) {
    return job.passes();
  }

  @Override
  public boolean joins(Scoring job, Scoring other) {
    return job.joins(other);
  }

  @Override
  public int maxRows() {
    return model.joint().scoreBatch().most();
  }

  @Override
  public int multiple() {
    return model.joint().scoreBatch().multiple();
  }

  @Override
  public void run(List<Piece<Scoring>> pieces, int firstPass, int passes) {
    model
        .joint()
        .runScoring(
            pieces.stream().map(p -> new Scoring.Piece(p.job(), p.from(), p.count())).toList(),
            firstPass,
            passes);
  }
}
