package org.mollify.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mollify.runtime.Scoring.Piece;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.graph.BatchSize;
import org.mollify.runtime.graph.RoleGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.TensorBuffer;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.score.AnomalyCalibration;
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

  Scores score(CheckedRows rows, ScoreOptions options) {
    Scoring scoring = scoring(rows, options);
    for (int from = 0; from < scoring.size(); from += graph.batchRows()) {
      int count = Math.min(graph.batchRows(), scoring.size() - from);
      run(List.of(new Piece(scoring, from, count)), 0, scoring.passes());
    }
    return scoring.result();
  }

  /** Imputes and checks rows. */
  CheckedRows check(double[][] rows) {
    return check(RowCheck.flat(rows, manifest.data()));
  }

  /** Imputes and checks rows that stand one after another. */
  CheckedRows check(double[] values) {
    double[] complete = Imputer.fill(values, manifest.data());
    RowCheck.data(complete, manifest.data(), graph.takesBytes());
    int missing = complete == values ? 0 : ColumnText.countMissing(new double[][] {values});
    return new CheckedRows(complete, Math.toIntExact(manifest.data().dimensions()), missing);
  }

  Scoring scoring(CheckedRows rows, ScoreOptions options) {
    return new Scoring(
        this, rows, samples(options), seed(options), calibrated.codeBits(rows), graph.has(CORE));
  }

  int passes(int samples) {
    return (samples + perPass - 1) / perPass;
  }

  BatchSize batchSize() {
    return graph.batchSize();
  }

  /** Puts pieces that join each other through some of their passes. */
  void run(List<Piece> pieces, int firstPass, int passes) {
    Scoring first = pieces.get(0).of();
    int count = pieces.stream().mapToInt(Piece::count).sum();
    if (firstPass == 0) {
      pieces.forEach(piece -> piece.of().begin(piece.from(), piece.count()));
    }
    RowFiller data = data(pieces);
    List<String> wanted = first.hasCore() ? List.of(weights, CORE) : List.of(weights);
    for (int pass = firstPass; pass < firstPass + passes; pass++) {
      int k = pass * perPass;
      Map<String, double[]> outputs = graph.run(count, data, noise(first.seed(), k), wanted);
      int used = Math.min(perPass, first.samples() - k);
      take(pieces, outputs.get(weights), used, outputs.get(CORE));
    }
    if (firstPass + passes == first.passes()) {
      for (Piece piece : pieces) {
        for (int r = piece.from(); r < piece.from() + piece.count(); r++) {
          piece.of().finish(r);
        }
      }
    }
  }

  /** Hands the values of one run to the rows they belong to. */
  private void take(List<Piece> pieces, double[] logWeights, int used, double[] core) {
    int at = 0;
    for (Piece piece : pieces) {
      for (int r = piece.from(); r < piece.from() + piece.count(); r++, at++) {
        piece.of().addWeights(r, logWeights, at * perPass, used);
        if (core != null) {
          piece.of().addCore(r, core[at]);
        }
      }
    }
  }

  /** The rows of all pieces, one piece after another. */
  private static RowFiller data(List<Piece> pieces) {
    return new RowFiller() {
      @Override
      public void fill(int row, double[] into) {
        throw new UnsupportedOperationException("rows of pieces are passed on together");
      }

      @Override
      public void fillAll(int rows, int itemSize, TensorBuffer into) {
        for (Piece piece : pieces) {
          into.put(piece.of().rows().values(), piece.from() * itemSize, piece.count() * itemSize);
        }
      }
    };
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

  Scores describe(long[] codeBits, double[] scores, double[] core, int samples, long seed) {
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
        calibrated.complexity(codeBits, scores));
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
}
