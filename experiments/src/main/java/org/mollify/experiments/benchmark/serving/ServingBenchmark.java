package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads servers over the same graph, and the graph alone, in {@link Turns}: as much as they can,
 * and at shares of what the first can. Run it through {@code benchmarks/serving.sh}, which binds
 * servers and loops to processors of their own where there are any.
 */
public final class ServingBenchmark {
  private static final double[] SHARES = {0.25, 0.5, 0.75};

  private ServingBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args bundle that is served as default model, connections, seconds of a turn, rounds,
   *     seconds of warm-up, {@code closed}, or what comes after a closed load, {@code random} or
   *     {@code even}; and the contenders, {@code NAME WORKLOAD TARGET} each, where TARGET is the
   *     address of a server or a program that is a {@link BareLoop} of the workload
   * @throws IOException when the bundle cannot be opened or a contender cannot be reached
   */
  public static void main(String[] args) throws IOException {
    Path bundle = Path.of(args[0]);
    int connections = Integer.parseInt(args[1]);
    double seconds = Double.parseDouble(args[2]);
    int rounds = Integer.parseInt(args[3]);
    double warmUp = Double.parseDouble(args[4]);
    List<Contender> contenders = new ArrayList<>();
    try {
      for (int i = 6; i < args.length; i += 3) {
        contenders.add(contender(args[i], args[i + 1], args[i + 2], bundle, connections));
      }
      for (Contender one : contenders) {
        LoadReport warm = one.closed(one instanceof ServerContender ? warmUp : 1);
        if (warm.latencies().getTotalCount() == 0) {
          throw new IOException(one.name() + " answered nothing with 200");
        }
      }
      System.out.printf("%d rounds of %s s each, warmed up %s s%n", rounds, args[2], args[4]);
      System.out.println(LoadReport.HEAD);
      System.out.println(LoadReport.HEAD.replaceAll("[^|]+", "---"));
      Turns closed = new Turns(contenders, rounds, (one, round) -> one.closed(seconds));
      closed.lines().forEach(System.out::println);
      if (!args[5].equals("closed")) {
        Schedule.Times times = Schedule.Times.of(args[5]);
        double whole = closed.of(contenders.get(0)).answeredPerSecond();
        for (double share : SHARES) {
          Turns.Turn open =
              (one, round) -> one.open(new Schedule(times, share * whole, round), seconds);
          new Turns(contenders, rounds, open).lines().forEach(System.out::println);
        }
      }
    } finally {
      for (Contender one : contenders) {
        one.close();
      }
    }
  }

  private static Contender contender(
      String name, String workload, String target, Path bundle, int connections)
      throws IOException {
    Workload what = Workload.parse(workload);
    return target.startsWith("http:")
        ? new ServerContender(name, URI.create(target), bundle, what, connections)
        : new LoopContender(name, List.of(target), what.rows());
  }
}
