package org.mollify.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.graph.RoleGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.LogMeanExp;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;

/**
 * Scores rows through the {@code loglik} role. One run of the graph gives K0 log importance weights
 * (or one log-likelihood, K0 = 1); runs are joined by streaming log-sum-exp until K weights are in.
 * Importance sample k draws from the stream of (seed, k), shared by all rows.
 */
final class Scorer {
  private static final String LOG_LIKELIHOOD = "log_likelihood";
  private static final String CORE = "core_log_likelihood";
  private static final String LOG_WEIGHTS = "log_weights";
  private static final double LN_2 = StrictMath.log(2);

  private final RoleGraph graph;
  private final BundleManifest manifest;
  private final AnomalyCalibration calibration;
  private final CalibratedScores calibrated;
  private final String weights;
  private final int perPass;

  Scorer(RoleGraph graph, BundleManifest manifest, AnomalyCalibration calibration) {
    this.graph = graph;
    this.manifest = manifest;
    this.calibration = calibration;
    this.calibrated = new CalibratedScores(calibration, manifest.data());
    this.weights = graph.has(LOG_WEIGHTS) ? LOG_WEIGHTS : LOG_LIKELIHOOD;
    this.perPass = graph.has(LOG_WEIGHTS) ? manifest.likelihood().samplesPerPass() : 1;
  }

  Scores score(double[][] given, ScoreOptions options) {
    double[][] rows = Imputer.fill(given, manifest.data());
    RowCheck.data(rows, manifest.data(), graph.takesBytes());
    int samples = samples(options);
    long seed = seed(options);
    double[] scores = new double[rows.length];
    double[] core = graph.has(CORE) ? new double[rows.length] : null;
    for (int from = 0; from < rows.length; from += graph.batchRows()) {
      scoreBatch(rows, from, samples, seed, scores, core);
    }
    return describe(rows, scores, core, samples, seed);
  }

  private void scoreBatch(
      double[][] rows, int from, int samples, long seed, double[] scores, double[] core) {
    int count = Math.min(graph.batchRows(), rows.length - from);
    RowFiller data = (row, into) -> System.arraycopy(rows[from + row], 0, into, 0, into.length);
    LogMeanExp[] means = fresh(count);
    LogMeanExp[] coreMeans = core == null ? null : fresh(count);
    List<String> wanted = core == null ? List.of(weights) : List.of(weights, CORE);
    for (int k = 0; k < samples; k += perPass) {
      Map<String, double[]> outputs = graph.run(count, data, noise(seed, k), wanted);
      int used = Math.min(perPass, samples - k);
      add(outputs.get(weights), perPass, used, means);
      if (core != null) {
        add(outputs.get(CORE), 1, 1, coreMeans);
      }
    }
    for (int r = 0; r < count; r++) {
      scores[from + r] = finiteOrLowest(means[r].value());
      if (core != null) {
        core[from + r] = finiteOrLowest(coreMeans[r].value());
      }
    }
  }

  /** Noise of one pass: the same for every row, importance samples k to k + K0. */
  private List<RowFiller> noise(long seed, long k) {
    NoiseStream stream = new NoiseStream(seed, NoiseStream.Purpose.SCORE);
    List<RowFiller> fillers = new ArrayList<>();
    for (int input = 0; input < graph.noise().size(); input++) {
      Noise noise = graph.noise().get(input);
      int each = Math.toIntExact(noise.dimensions() / perPass);
      double[] shared = new double[each * perPass];
      for (int j = 0; j < perPass; j++) {
        stream.fill(k + j, input, noise.distribution(), 1, shared, j * each, each);
      }
      fillers.add((row, into) -> System.arraycopy(shared, 0, into, 0, into.length));
    }
    return fillers;
  }

  private Scores describe(double[][] rows, double[] scores, double[] core, int samples, long seed) {
    int n = scores.length;
    double[] bits = new double[n];
    double[] percentile = calibration == null ? null : new double[n];
    boolean[] finite = new boolean[n];
    double perBit = manifest.data().dimensions() * LN_2;
    for (int r = 0; r < n; r++) {
      finite[r] = Double.isFinite(scores[r]);
      bits[r] = -scores[r] / perBit;
      if (percentile != null) {
        percentile[r] = calibration.percentile(scores[r]);
      }
    }
    boolean noisy = !graph.noise().isEmpty();
    return new Scores(
        manifest.likelihood().kind(),
        noisy ? Integer.valueOf(samples) : null,
        noisy ? Long.valueOf(seed) : null,
        scores,
        core,
        bits,
        percentile,
        finite,
        calibration == null ? 0 : calibration.heldOut(),
        calibrated.typicality(scores),
        calibrated.complexity(rows, scores));
  }

  private int samples(ScoreOptions options) {
    if (graph.noise().isEmpty()) {
      return 1;
    }
    Calibration held = manifest.calibration();
    return Stream.of(options.samples(), held == null ? null : held.samples(), perPass)
        .filter(value -> value != null)
        .findFirst()
        .orElseThrow();
  }

  private long seed(ScoreOptions options) {
    if (options.seed() != null) {
      return options.seed();
    }
    return manifest.calibration() == null ? 0 : manifest.calibration().seed();
  }

  private static void add(double[] values, int stride, int used, LogMeanExp[] means) {
    for (int r = 0; r < means.length; r++) {
      for (int j = 0; j < used; j++) {
        means[r].add(values[r * stride + j]);
      }
    }
  }

  private static LogMeanExp[] fresh(int count) {
    return Stream.generate(LogMeanExp::new).limit(count).toArray(LogMeanExp[]::new);
  }

  private static double finiteOrLowest(double value) {
    return Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY;
  }
}
