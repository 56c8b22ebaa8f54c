package org.mollify.experiments.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mollify.models.DataSpec.Column;
import org.mollify.runtime.GenerativeModel;

/** A bundle, through the runtime. */
record ScoredBundle(GenerativeModel model) implements ScoredModel {

  static ScoredBundle open(Path path) throws IOException {
    return new ScoredBundle(GenerativeModel.open(path));
  }

  @Override
  public List<Long> shape() {
    return model.manifest().data().shape();
  }

  @Override
  public List<Column> described() {
    return RowReader.columns(model.manifest().data());
  }

  @Override
  public Optional<TrainedSplit> trainedSplit() {
    JsonNode provenance = model.manifest().provenance();
    return TrainedSplit.of(provenance == null ? null : provenance.get("training"));
  }

  @Override
  public String likelihoodKind() {
    return model.manifest().likelihood().kind();
  }

  @Override
  public Scores score(double[][] items) {
    var scores = model.score(items);
    return new Scores(scores.logLikelihood(), scores.coreLogLikelihood(), scores.samples());
  }

  @Override
  public double[][] sample(long first, int n, long seed) {
    return model.sample(first, n, seed, 1);
  }

  @Override
  public void close() {
    model.close();
  }
}
