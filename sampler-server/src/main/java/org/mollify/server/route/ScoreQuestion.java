package org.mollify.server.route;

import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Format;
import org.mollify.server.format.ScoreAnswer;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.ModelRequest;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.request.QueryParameters;

/**
 * What a request asks about its rows.
 *
 * @param options importance samples and seed
 * @param alarm when to flag a row, or null to flag none
 * @param attribution whether to say which columns make a row unlikely
 * @param typicality whether to say how typical a row is: always of images, of vectors when asked
 */
record ScoreQuestion(
    ScoreOptions options, ScoreAnswer.Alarm alarm, boolean attribution, boolean typicality) {
  private static final String SCORE = "score";
  private static final String ATTRIBUTION = "attribution";
  private static final String FALSE_ALARM_RATE = "falseAlarmRate";

  /**
   * Reads the query, and refuses what the model or the format cannot give before any row is read.
   *
   * @throws ProblemException with status 400
   */
  static ScoreQuestion of(Context ctx, GenerativeModel model, Format format, ServerConfig config) {
    QueryParameters query =
        new QueryParameters(
            ctx, "samples", "seed", ATTRIBUTION, FALSE_ALARM_RATE, SCORE, ModelRequests.TIMEOUT);
    Integer samples =
        query.has("samples")
            ? Integer.valueOf(query.integer("samples", 1, 1, config.maxImportanceSamples()))
            : null;
    Long seed = query.has("seed") ? Long.valueOf(query.seed("seed")) : null;
    boolean attribution = query.flag(ATTRIBUTION);
    if (attribution && model.manifest().reference() == null) {
      throw problem(
          "attribution needs held-out values of each column, and the bundle of this model holds"
              + " none; export it again with this release");
    }
    AnomalyScore score = score(query, model);
    ScoreAnswer.Alarm alarm = query.has(FALSE_ALARM_RATE) ? alarm(query, model, score) : null;
    if ((attribution || query.has(FALSE_ALARM_RATE) || query.has(SCORE))
        && !ScoreAnswer.isTable(format)) {
      throw problem(
          (attribution ? ATTRIBUTION : query.has(FALSE_ALARM_RATE) ? FALSE_ALARM_RATE : SCORE)
              + " has no place in "
              + format.mediaType()
              + ", which holds the log-likelihoods alone; set the header Accept to "
              + Format.JSON.mediaType()
              + " or "
              + Format.CSV.mediaType());
    }
    boolean typicality =
        score == AnomalyScore.TYPICALITY || "image".equals(model.manifest().data().kind());
    return new ScoreQuestion(new ScoreOptions(samples, seed), alarm, attribution, typicality);
  }

  /** The score that was asked for, checked against what the bundle holds; or the default. */
  private static AnomalyScore score(QueryParameters query, GenerativeModel model) {
    if (!query.has(SCORE)) {
      return AnomalyScore.usual(model.manifest().data());
    }
    String name = query.text(SCORE);
    AnomalyScore score =
        AnomalyScore.named(name)
            .orElseThrow(
                () -> problem("score is \"" + name + "\"; expected " + AnomalyScore.labels()));
    if (score != AnomalyScore.LOGLIK) {
      AnomalyCalibration calibration =
          model
              .calibration()
              .orElseThrow(
                  () ->
                      problem(
                          "score %s needs held-out scores, and the bundle of this model holds none"
                              .formatted(name)));
      try {
        calibration.require(score);
      } catch (IllegalArgumentException e) {
        throw problem(e.getMessage());
      }
    }
    return score;
  }

  private static ScoreAnswer.Alarm alarm(
      QueryParameters query, GenerativeModel model, AnomalyScore score) {
    double rate = query.number(FALSE_ALARM_RATE);
    try {
      return new ScoreAnswer.Alarm(
          score,
          rate,
          model
              .calibration()
              .orElseThrow(
                  () ->
                      problem(
                          "falseAlarmRate needs held-out scores, and the bundle of this model"
                              + " holds none"))
              .thresholdAt(score, rate));
    } catch (IllegalArgumentException e) {
      throw problem(e.getMessage());
    }
  }

  /**
   * Answers it.
   *
   * @param request the request, whose model scores the rows
   * @param maxValues most numbers that an attribution may put through the model
   * @return completes with the answer
   * @throws ProblemException when the rows do not fit the model, or are too many to attribute
   */
  CompletionStage<ScoreAnswer> ask(ModelRequest request, CheckedRows rows, int maxValues) {
    if (!attribution) {
      return request
          .score(rows, options)
          .thenApply(scores -> new ScoreAnswer(scores, alarm, null, typicality));
    }
    checkWork(request.model(), rows.size(), maxValues);
    List<String> columns =
        request.model().manifest().data().columns().stream().map(Column::name).toList();
    return request
        .score(rows, options)
        .thenCombine(
            request.attribute(rows, options),
            (scores, nats) ->
                new ScoreAnswer(
                    scores, alarm, new ScoreAnswer.Attribution(columns, nats), typicality));
  }

  /** A row costs one score for each of its columns and each of their reference values. */
  private static void checkWork(GenerativeModel model, int rows, int maxValues) {
    double[][] reference = model.manifest().reference().values();
    long valuesPerRow = (long) reference.length * reference[0].length * model.dimensions();
    if (rows * valuesPerRow > maxValues) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          "attribution of "
              + rows
              + " rows puts "
              + rows * valuesPerRow
              + " values through the model; the limit is "
              + maxValues
              + "; send at most "
              + maxValues / valuesPerRow
              + " rows at once");
    }
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.PARAMETER, detail);
  }
}
