package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.ScoreHistogram;
import org.mollify.server.format.Answer;
import org.mollify.server.format.CalibrationAnswer;
import org.mollify.server.model.ModelLease;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.QueryParameters;

/**
 * {@code GET /models/{name}/calibration}: the held-out scores that new ones are compared with, by
 * bin, and the threshold at a false-alarm rate.
 */
public final class CalibrationRoute {
  private static final int USUAL_BINS = 40;
  private static final int MOST_BINS = 1000;

  private final ModelRegistry models;

  /** A route over these models. */
  public CalibrationRoute(ModelRegistry models) {
    this.models = models;
  }

  /** The scores by which a model can call items anomalies, the usual one first. */
  static List<String> scores(GenerativeModel model) {
    AnomalyScore usual = AnomalyScore.usual(model.manifest().data());
    Stream<AnomalyScore> supported =
        Arrays.stream(AnomalyScore.values())
            .filter(score -> model.calibration().map(c -> c.supports(score)).orElse(false));
    return supported
        .sorted(Comparator.comparing(score -> score != usual))
        .map(AnomalyScore::label)
        .toList();
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) throws IOException {
    try (ModelLease lease = models.lease(name)) {
      QueryParameters query = new QueryParameters(ctx, "score", "bins", "falseAlarmRate");
      int bins = query.integer("bins", USUAL_BINS, 1, MOST_BINS);
      Calibration heldOut = lease.model().manifest().calibration();
      AnomalyCalibration calibration =
          lease
              .model()
              .calibration()
              .filter(present -> heldOut.scores().length > 0)
              .orElseThrow(
                  () ->
                      problem("the bundle of this model holds no held-out scores that are finite"));
      AnomalyScore score = score(query, lease.model(), calibration);
      Double rate = query.has("falseAlarmRate") ? query.number("falseAlarmRate") : null;
      Answer answer =
          new CalibrationAnswer(
                  lease.name(),
                  score.label(),
                  heldOut.part(),
                  calibration.heldOut(),
                  heldOut.nonFinite(),
                  ScoreHistogram.of(values(score, heldOut, calibration), bins),
                  rate,
                  rate == null ? Double.NaN : threshold(calibration, score, rate))
              .encode();
      ctx.result(answer.body()).contentType(answer.format().mediaType());
    }
  }

  private static AnomalyScore score(
      QueryParameters query, GenerativeModel model, AnomalyCalibration calibration) {
    if (!query.has("score")) {
      return AnomalyScore.usual(model.manifest().data());
    }
    String name = query.text("score");
    AnomalyScore score =
        AnomalyScore.named(name)
            .orElseThrow(
                () -> problem("score is \"" + name + "\"; expected " + AnomalyScore.labels()));
    try {
      calibration.require(score);
    } catch (IllegalArgumentException e) {
      throw problem(e.getMessage());
    }
    return score;
  }

  private static double[] values(
      AnomalyScore score, Calibration heldOut, AnomalyCalibration calibration) {
    return switch (score) {
      case LOGLIK -> heldOut.scores();
      case TYPICALITY -> Arrays.stream(heldOut.scores()).map(calibration::distance).toArray();
      case COMPLEXITY -> heldOut.complexity().scores();
    };
  }

  private static double threshold(AnomalyCalibration calibration, AnomalyScore score, double rate) {
    try {
      return calibration.thresholdAt(score, rate);
    } catch (IllegalArgumentException e) {
      throw problem(e.getMessage());
    }
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.PARAMETER, detail);
  }
}
