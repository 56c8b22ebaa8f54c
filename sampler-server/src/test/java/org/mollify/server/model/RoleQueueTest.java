package org.mollify.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.batch.Piece;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.metrics.ServerMetrics;

/** Which threads do what follows a run. */
class RoleQueueTest {
  @TempDir java.nio.file.Path folder;

  /** Jobs of one row; one that is false fails. */
  private static final BatchEngine<Boolean> ENGINE =
      new BatchEngine<>() {
        @Override
        public int rows(Boolean job) {
          return 1;
        }

        @Override
        public int passes(Boolean job) {
          return 1;
        }

        @Override
        public boolean joins(Boolean job, Boolean other) {
          return false;
        }

        @Override
        public int maxRows() {
          return 1;
        }

        @Override
        public int multiple() {
          return 1;
        }

        @Override
        public void run(List<Piece<Boolean>> pieces, int firstPass, int passes) {
          if (!pieces.get(0).job()) {
            throw new IllegalStateException("a bad job");
          }
        }
      };

  @Test
  void what_follows_a_run_is_not_for_the_threads_of_the_engine_whether_it_failed_or_not()
      throws Exception {
    var manifest = Bundle.open(TestBundles.affine(folder.resolve("wine"), "wine")).manifest();
    try (ServerMetrics metrics = new ServerMetrics();
        ServingThreads threads = ServingThreads.of(1)) {
      RoleQueue<Boolean> queue =
          new RoleQueue<>(
              "score",
              ENGINE,
              1,
              Duration.ofMillis(20),
              threads,
              new ModelLimits(10, 10, 10, 10),
              metrics.model("wine", "1", manifest));
      for (boolean job : new boolean[] {true, false}) {
        CompletableFuture<Void> registered = new CompletableFuture<>();
        // The engine is busy until the stage that follows stands.
        threads.engine().execute(registered::join);
        CompletableFuture<String> thread =
            queue
                .share()
                .submit(job, 1, done -> done)
                .handle((done, failure) -> Thread.currentThread().getName());
        registered.complete(null);
        assertThat(thread.get(20, TimeUnit.SECONDS)).startsWith("answer-");
      }
    }
  }
}
