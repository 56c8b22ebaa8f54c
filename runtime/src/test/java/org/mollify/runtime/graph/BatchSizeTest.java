package org.mollify.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mollify.runtime.Provider;

class BatchSizeTest {

  @Test
  void rows_of_tables_fill_a_run_and_registers() {
    assertThat(BatchSize.choose(11, false, Provider.CPU, 0)).isEqualTo(new BatchSize(1024, 16));
    assertThat(BatchSize.choose(1L << 20, false, Provider.CPU, 0).most()).isEqualTo(16);
    assertThat(BatchSize.choose(11, false, Provider.CPU, 100).most()).isEqualTo(112);
  }

  @Test
  void images_are_few_a_run_and_fewer_with_every_importance_sample() {
    assertThat(BatchSize.choose(3 * 32 * 32, true, Provider.CPU, 0).most()).isEqualTo(342);
    assertThat(BatchSize.choose(8 * 3 * 32 * 32, true, Provider.CPU, 0).most()).isEqualTo(42);
    assertThat(BatchSize.choose(8 * 3 * 256 * 256, true, Provider.CPU, 0).most()).isEqualTo(2);
  }

  @Test
  void a_gpu_always_runs_the_same_number_of_rows() {
    BatchSize size = BatchSize.choose(11, false, Provider.CUDA, 0);
    assertThat(size.padded(1)).isEqualTo(size.padded(1000)).isEqualTo(1024);
  }
}
