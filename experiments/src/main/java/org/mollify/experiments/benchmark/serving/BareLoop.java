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
 * The graph of a request in ONNX Runtime, over and over on the same values: one copy into the
 * tensors, the run, one copy of the answer, and nothing else. What a server does beside this is
 * what serving costs. A program of its own, so that it can be bound to the processors of the
 * server.
 */
public final class BareLoop {
  private BareLoop() {}

  /**
   * Prints runs a second.
   *
   * @param args bundle, workload, loops at the same time, seconds
   * @throws IOException when the graph cannot be loaded or fails
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Workload workload = Workload.parse(args[1]);
    int threads = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    System.out.printf("%.3f%n", runsPerSecond(folder, workload, threads, seconds));
  }

  private static double runsPerSecond(Path folder, Workload workload, int threads, double seconds)
      throws IOException {
    Bundle bundle = Bundle.open(folder);
    BundleManifest.Graph spec = bundle.manifest().graphs().get(workload.role());
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, RowFiller> fillers = new LinkedHashMap<>();
    workload
        .feeds(bundle, folder)
        .forEach(
            (input, feed) -> {
              shapes.put(input, feed.shape());
              fillers.put(input, filler(feed.values()));
            });
    Set<String> wanted = Set.copyOf(spec.outputs().values());
    int rows = workload.rows();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (OnnxGraph graph = OnnxGraph.open(bundle.graphFile(workload.role()), SessionSettings.CPU)) {
      Callable<Long> loop =
          () -> {
            long runs = 0;
            for (long end = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < end; ) {
              graph.run(rows, rows, shapes, fillers, wanted);
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

  private static RowFiller filler(double[] values) {
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
}
