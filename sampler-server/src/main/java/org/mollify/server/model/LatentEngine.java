package org.mollify.server.model;

import java.util.List;
import java.util.function.UnaryOperator;
import org.mollify.runtime.graph.BatchSize;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.batch.Piece;

/**
 * Maps rows one way between data and latents.
 *
 * @param map the map; it checks the rows
 * @param batch how many rows one run takes
 */
record LatentEngine(UnaryOperator<double[][]> map, BatchSize batch)
    implements BatchEngine<LatentMapping> {

  @Override
  public int rows(LatentMapping job) {
    return job.rows().length;
  }

  @Override
  public int passes(LatentMapping job) {
    return 1;
  }

  @Override
  public boolean joins(LatentMapping job, LatentMapping other) {
    return true;
  }

  @Override
  public int maxRows() {
    return batch.most();
  }

  @Override
  public int multiple() {
    return batch.multiple();
  }

  @Override
  public void run(List<Piece<LatentMapping>> pieces, int firstPass, int passes) {
    double[][] rows = new double[pieces.stream().mapToInt(Piece::count).sum()][];
    int at = 0;
    for (Piece<LatentMapping> piece : pieces) {
      System.arraycopy(piece.job().rows(), piece.from(), rows, at, piece.count());
      at += piece.count();
    }
    double[][] mapped = map.apply(rows);
    at = 0;
    for (Piece<LatentMapping> piece : pieces) {
      System.arraycopy(mapped, at, piece.job().results(), piece.from(), piece.count());
      at += piece.count();
    }
  }
}
