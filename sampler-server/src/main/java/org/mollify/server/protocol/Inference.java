package org.mollify.server.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.mollify.runtime.CheckedRows;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.server.NearestName;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.ModelRequest;

/** Does what an inference request asks, by its role, and picks the outputs that it wants. */
public final class Inference {
  private static final String SEED = "seed";
  private static final String SAMPLES = "samples";
  private static final String NUMBER = "n";
  private static final String TEMPERATURE = "temperature";

  private final ServerConfig config;
  private final LongSupplier seeds;

  /**
   * Inference within the limits of a server.
   *
   * @param config the limits
   * @param seeds draws a seed for a request that gives none
   */
  public Inference(ServerConfig config, LongSupplier seeds) {
    this.config = config;
    this.seeds = seeds;
  }

  /**
   * Starts the work.
   *
   * @param request the way to the model
   * @param asked what is asked
   * @return completes with the response
   * @throws ProblemException when it cannot be done
   */
  public CompletionStage<InferenceResponse> start(ModelRequest request, InferenceRequest asked) {
    ModelSignature signature = new ModelSignature(request.model().manifest());
    Role role = Role.named(asked.parameters(), signature.roles());
    List<String> wanted = wanted(asked, role, signature);
    Map<String, Object> done = new LinkedHashMap<>();
    done.put(Role.PARAMETER, role.id());
    CompletionStage<List<Tensor>> outputs =
        switch (role) {
          case LOGLIK -> score(request, asked, done);
          case SAMPLE -> sample(request, asked, done);
          case ENCODE -> encode(request, asked, signature);
          case DECODE -> decode(request, asked, signature);
        };
    return outputs.thenApply(
        tensors ->
            new InferenceResponse(
                request.name(), request.version(), asked.id(), done, pick(tensors, wanted)));
  }

  private CompletionStage<List<Tensor>> score(
      ModelRequest request, InferenceRequest asked, Map<String, Object> done) {
    InferenceParameters parameters = known(asked, Role.LOGLIK, SAMPLES, SEED);
    Integer samples =
        parameters.has(SAMPLES)
            ? Integer.valueOf(
                (int) parameters.integer(SAMPLES, 1, 1, config.maxImportanceSamples()))
            : null;
    Long seed = parameters.has(SEED) ? Long.valueOf(seed(parameters)) : null;
    CheckedRows rows = request.check(rows(request).data(asked.inputs(), data(request)));
    return request
        .score(rows, new ScoreOptions(samples, seed))
        .thenApply(
            scores -> {
              done.put("kind", scores.kind());
              if (scores.samples() != null) {
                done.put(SAMPLES, scores.samples().longValue());
                done.put(SEED, scores.seed());
              }
              return tensors(scores);
            });
  }

  private CompletionStage<List<Tensor>> sample(
      ModelRequest request, InferenceRequest asked, Map<String, Object> done) {
    InferenceParameters parameters = known(asked, Role.SAMPLE, NUMBER, SEED, TEMPERATURE);
    requireNoInputs(asked);
    GenerativeModel model = request.model();
    int room = config.maxValues() / model.dimensions();
    int most = Math.max(1, Math.min(request.limits().maxSamples(), room));
    int n = (int) parameters.integer(NUMBER, 1, 1, most);
    double temperature = parameters.positive(TEMPERATURE, 1);
    long seed = parameters.has(SEED) ? seed(parameters) : seeds.getAsLong();
    done.put(SEED, seed);
    done.put(TEMPERATURE, temperature);
    return request
        .sample(0, n, seed, temperature)
        .thenApply(rows -> List.of(Tensor.rows(ModelSignature.ROWS, rows, data(request).shape())));
  }

  private CompletionStage<List<Tensor>> encode(
      ModelRequest request, InferenceRequest asked, ModelSignature signature) {
    known(asked, Role.ENCODE);
    TensorRows reader = rows(request);
    double[] rows = reader.data(asked.inputs(), data(request));
    return request
        .encode(reader.each(rows, request.model().dimensions()))
        .thenApply(
            z -> List.of(Tensor.rows(ModelSignature.LATENTS, z, List.of(signature.latents()))));
  }

  private CompletionStage<List<Tensor>> decode(
      ModelRequest request, InferenceRequest asked, ModelSignature signature) {
    known(asked, Role.DECODE);
    TensorRows reader = rows(request);
    int width = Math.toIntExact(signature.latents());
    double[] latents = reader.latents(asked.inputs(), width);
    return request
        .decode(reader.each(latents, width))
        .thenApply(x -> List.of(Tensor.rows(ModelSignature.ROWS, x, data(request).shape())));
  }

  private static List<Tensor> tensors(Scores scores) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(Tensor.vector(ModelSignature.LOG_LIKELIHOOD, scores.logLikelihood()));
    if (scores.coreLogLikelihood() != null) {
      tensors.add(Tensor.vector(ModelSignature.CORE_LOG_LIKELIHOOD, scores.coreLogLikelihood()));
    }
    tensors.add(Tensor.vector(ModelSignature.BITS_PER_DIMENSION, scores.bitsPerDimension()));
    if (scores.anomalyPercentile() != null) {
      tensors.add(Tensor.vector(ModelSignature.ANOMALY_PERCENTILE, scores.anomalyPercentile()));
    }
    tensors.add(Tensor.flags(ModelSignature.FINITE, scores.finite()));
    return tensors;
  }

  /** Names of the outputs in the order of the request, all of the role where it names none. */
  private static List<String> wanted(InferenceRequest asked, Role role, ModelSignature signature) {
    List<String> given =
        signature.outputs(role).stream().map(ModelSignature.TensorSpec::name).toList();
    if (asked.outputs() == null) {
      return given;
    }
    List<String> wanted = new ArrayList<>();
    for (InferenceRequest.Output output : asked.outputs()) {
      if (!given.contains(output.name()) || wanted.contains(output.name())) {
        throw new ProblemException(
            ProblemType.MALFORMED,
            (wanted.contains(output.name())
                    ? "the output comes twice: \""
                    : "there is no output \"")
                + output.name()
                + "\""
                + NearestName.suggestion(output.name(), given)
                + "; the role "
                + role.id()
                + " gives "
                + String.join(", ", given));
      }
      wanted.add(output.name());
    }
    return wanted;
  }

  private static List<Tensor> pick(List<Tensor> tensors, List<String> wanted) {
    return wanted.stream()
        .map(name -> tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }

  private static InferenceParameters known(InferenceRequest asked, Role role, String... own) {
    List<String> names = new ArrayList<>(List.of(Role.PARAMETER, InferenceRequest.BINARY_OUTPUT));
    names.addAll(List.of(own));
    asked.parameters().requireKnown("the role " + role.id(), names.toArray(String[]::new));
    asked.parameters().flag(InferenceRequest.BINARY_OUTPUT, false);
    return asked.parameters();
  }

  private static void requireNoInputs(InferenceRequest asked) {
    if (!asked.inputs().isEmpty()) {
      throw new ProblemException(
          ProblemType.ROWS,
          "the role sample takes no inputs, and there is "
              + asked.inputs().get(0).name()
              + "; send \"inputs\": []");
    }
  }

  private TensorRows rows(ModelRequest request) {
    return new TensorRows(request.limits().maxRows(), request.memory());
  }

  private static BundleManifest.Data data(ModelRequest request) {
    return request.model().manifest().data();
  }

  private static long seed(InferenceParameters parameters) {
    return parameters.integer(SEED, 0, Long.MIN_VALUE, Long.MAX_VALUE);
  }
}
