package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import org.mollify.models.block.Pass;

/** Columns of a vector in reverse order, {@code z_j = x_{D+1-j}}; volumes stay as they are. */
public final class Reverse extends Bijection {

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    return new Transformed(x.flip(1), x.getManager().create(0f));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    return forward(pass, z);
  }
}
