package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.SessionSettings;
import org.mollify.runtime.graph.TensorBuffer;

/**
 * The scoring graph of a bundle in ONNX Runtime, over and over on the same rows: one copy into the
 * tensor, the run, one copy of the answer, and nothing else. What a server does beside this is what
 * serving costs.
 */
final class BareLoop {
  private final Bundle bundle;
  private final double[] values;
  private final int rows;

  /**
   * A loop.
   *
   * @param bundle the bundle
   * @param values rows one after another
   * @param rows number of rows
   */
  BareLoop(Bundle bundle, double[] values, int rows) {
    this.bundle = bundle;
    this.values = values;
    this.rows = rows;
  }

  /**
   * Runs for some time.
   *
   * @param threads loops at the same time
   * @param seconds how long
   * @return runs a second, all loops together
   * @throws IOException when the graph cannot be loaded
   */
  double runsPerSecond(int threads, double seconds) throws IOException {
    Path file = bundle.graphFile("loglik");
    BundleManifest.Graph spec = bundle.manifest().graphs().get("loglik");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, RowFiller> fillers = new LinkedHashMap<>();
    shapes.put(spec.dataInput(), sizes(bundle.manifest().data().shape()));
    fillers.put(spec.dataInput(), data());
    for (BundleManifest.Noise noise :
        spec.noise() == null ? List.<BundleManifest.Noise>of() : spec.noise()) {
      shapes.put(noise.input(), sizes(noise.shape()));
      fillers.put(noise.input(), (row, into) -> {});
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (OnnxGraph graph = OnnxGraph.open(file, SessionSettings.CPU)) {
      Callable<Long> loop =
          () -> {
            long runs = 0;
            for (long end = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < end; ) {
              graph.run(rows, rows, shapes, fillers, Set.copyOf(spec.outputs().values()));
              runs++;
            }
            return runs;
          };
      loop.call();
      List<Future<Long>> loops = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        loops.add(pool.submit(loop));
      }
      long runs = 0;
      for (Future<Long> one : loops) {
        runs += one.get();
      }
      return runs / ((System.nanoTime() - start) * 1e-9);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the loop was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("a loop failed: " + e.getCause().getMessage(), e);
    } catch (Exception e) {
      throw e instanceof IOException known ? known : new IOException(e.getMessage(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private RowFiller data() {
    return new RowFiller() {
      @Override
      public void fill(int row, double[] into) {
        System.arraycopy(values, row * into.length, into, 0, into.length);
      }

      @Override
      public void fillAll(int count, int itemSize, TensorBuffer into) {
        into.put(values, 0, count * itemSize);
      }
    };
  }

  private static long[] sizes(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
