package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.Interpolation;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.format.SampleWriter;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.ModelRequest;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.request.QueryParameters;
import org.mollify.server.request.Reply;

/**
 * {@code GET /models/{name}/interpolate}: items on the arc between the latents of the first samples
 * of two seeds, in the formats of samples; as a picture, one line of them.
 */
public final class InterpolateRoute {
  private static final int USUAL_STEPS = 8;

  private final ModelRequests requests;
  private final ServerConfig config;

  /** A route for these requests. */
  public InterpolateRoute(ModelRequests requests, ServerConfig config) {
    this.requests = requests;
    this.config = config;
  }

  /** Answers for one model. */
  public void handle(Context ctx, String name) throws IOException {
    requests.answer(ctx, name, this::start);
  }

  private CompletionStage<Reply> start(ModelRequest request) {
    Context ctx = request.context();
    GenerativeModel model = request.model();
    QueryParameters query =
        new QueryParameters(ctx, "from", "to", "steps", "temperature", ModelRequests.TIMEOUT);
    Format format = Format.ofSamples(RequestHeaders.accept(ctx), model.manifest().data());
    long from = seed(query, "from");
    long to = seed(query, "to");
    int steps = query.integer("steps", USUAL_STEPS, 2, most(request));
    double temperature = query.positive("temperature", 1);
    SampleWriter.Head head =
        new SampleWriter.Head(
            request.name(), model.manifest().data(), from, temperature, steps, to);
    return request
        .decode(latents(model, from, to, steps, temperature))
        .thenApply(
            rows -> {
              try {
                return Reply.of(Answer.samples(format, head, rows));
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  private static long seed(QueryParameters query, String name) {
    if (!query.has(name)) {
      throw problem(name + " is missing; an interpolation needs the seeds from and to");
    }
    return query.seed(name);
  }

  private static double[][] latents(
      GenerativeModel model, long from, long to, int steps, double temperature) {
    if (!model.manifest().graphs().containsKey("decode")) {
      throw problem(
          "an interpolation needs the role decode; the model has "
              + String.join(", ", model.manifest().graphs().keySet()));
    }
    try {
      double[][] latents = Interpolation.latents(model, from, to, steps, temperature);
      if (!Arrays.stream(latents).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
        throw problem("temperature is " + temperature + "; expected one that keeps latents finite");
      }
      return latents;
    } catch (UnsupportedOperationException e) {
      throw problem(e.getMessage());
    }
  }

  /** Both the latents and the items are held as a whole. */
  private int most(ModelRequest request) {
    int room = config.maxValues() / request.model().dimensions();
    return Math.max(2, Math.min(request.limits().maxSamples(), room));
  }

  private static ProblemException problem(String detail) {
    return new ProblemException(ProblemType.PARAMETER, detail);
  }
}
