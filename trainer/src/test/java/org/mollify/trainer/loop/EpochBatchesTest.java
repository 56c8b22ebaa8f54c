package org.mollify.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochBatchesTest {

  private static final int ROWS = 23;

  /** The rows of each batch of one epoch; row i of the data is (i, -i). */
  private static List<List<Integer>> epoch(long seed) {
    List<List<Integer>> batches = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      float[][] rows = new float[ROWS][];
      for (int i = 0; i < ROWS; i++) {
        rows[i] = new float[] {i, -i};
      }
      try (EpochBatches epoch = new EpochBatches(manager.create(rows), 5, seed)) {
        for (int b = 0; b < (ROWS + 4) / 5; b++) {
          try (NDManager step = manager.newSubManager()) {
            NDArray batch = epoch.batch(step, b);
            assertThat(batch.getManager()).isSameAs(step);
            float[] values = batch.toFloatArray();
            List<Integer> indices = new ArrayList<>();
            for (int i = 0; i < values.length; i += 2) {
              assertThat(values[i + 1]).isEqualTo(-values[i]);
              indices.add((int) values[i]);
            }
            batches.add(indices);
          }
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(1);
    }
    return batches;
  }

  @Test
  void every_row_comes_exactly_once_and_the_last_batch_is_partial() {
    List<List<Integer>> batches = epoch(1);
    assertThat(batches).extracting(List::size).containsExactly(5, 5, 5, 5, 3);
    List<Integer> all = batches.stream().flatMap(List::stream).toList();
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList())
        .isNotEqualTo(IntStream.range(0, ROWS).boxed().toList());
  }

  @Test
  void a_seed_fixes_the_order() {
    assertThat(epoch(2)).isEqualTo(epoch(2)).isNotEqualTo(epoch(3));
  }
}
