package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.score.AnomalyCalibration;
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
  private static final String LOGLIK = "loglik";
  private static final int USUAL_BINS = 40;
  private static final int MOST_BINS = 1000;

  private final ModelRegistry models;

  /** A route over these models. */
  public CalibrationRoute(ModelRegistry models) {
    this.models = models;
  }

  /** The scores by which a model can call items anomalies, the usual one first. */
  static List<String> scores(GenerativeModel model) {
    return List.of(LOGLIK);
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) throws IOException {
    try (ModelLease lease = models.lease(name)) {
      QueryParameters query = new QueryParameters(ctx, "bins", "falseAlarmRate");
      int bins = query.integer("bins", USUAL_BINS, 1, MOST_BINS);
      Calibration heldOut = lease.model().manifest().calibration();
      AnomalyCalibration calibration =
          lease
              .model()
              .calibration()
              .filter(present -> heldOut.scores().length > 0)
              .orElseThrow(
                  () -> problem("the bundle of this model holds no held-out scores that are finite"));
      Double rate = query.has("falseAlarmRate") ? query.number("falseAlarmRate") : null;
      Answer answer =
          new CalibrationAnswer(
                  lease.name(),
                  LOGLIK,
                  heldOut.part(),
                  calibration.heldOut(),
                  heldOut.nonFinite(),
                  ScoreHistogram.of(heldOut.scores(), bins),
                  rate,
                  rate == null ? Double.NaN : threshold(calibration, rate))
              .encode();
      ctx.result(answer.body()).contentType(answer.format().mediaType());
    }
  }

  private static double threshold(AnomalyCalibration calibration, double rate) {
    try {
      return calibration.thresholdAt(rate);
    } catch (IllegalArgumentException e) {
      throw problem(e.getMessage());
    }
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.PARAMETER, detail);
  }
}
