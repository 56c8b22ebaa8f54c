package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.mollify.models.DataSpec;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.block.NoiseInput.Distribution;
import org.mollify.models.flow.Flow;
import org.mollify.models.transform.LogitPixels;
import org.mollify.models.transform.PixelScaling;
import org.mollify.models.transform.TransformSpec;

/**
 * A flow over images of the registry, tiny, with some of its options changed: the counterpart of
 * {@link FlowVariant}.
 *
 * @param model registry name
 * @param options options that differ from the defaults, besides small sizes
 */
public record ImageFlowVariant(String model, Map<String, Object> options) {

  /** Shape of an image of the variants. */
  public static final Shape IMAGE = new Shape(2, 4, 4);

  private static final Map<String, Integer> SIZES =
      Map.of("levels", 2, "steps", 2, "hidden", 6, "scales", 2, "blocks", 1, "filters", 3);

  /** How grey levels become continuous. */
  public enum Pixels {
    /** Taken as they are, as in the authors' script. */
    PLAIN,
    /** With uniform noise. */
    DEQUANTISED,
    /** With uniform noise, through a logit. */
    LOGIT
  }

  /** Every family as it is by default, but for its sizes. */
  public static Stream<ImageFlowVariant> defaults() {
    return ModelRegistry.all().stream()
        .filter(family -> family.family().equals("flow"))
        .filter(family -> family.items() == ModelFamily.Items.IMAGES)
        .map(ModelFamily::name)
        .map(name -> new ImageFlowVariant(name, Map.of()));
  }

  /** The other side of every switch of every family. */
  public static Stream<ImageFlowVariant> switched() {
    return Stream.of(
        new ImageFlowVariant("glow-image", Map.of("coupling", "additive")),
        new ImageFlowVariant("glow-image", Map.of("prior", "conditional")),
        new ImageFlowVariant("realnvp-image", Map.of("prior", "conditional")));
  }

  /** All of them. */
  public static Stream<ImageFlowVariant> all() {
    return Stream.concat(defaults(), switched());
  }

  /** All options that are to be set, the sizes included. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    SIZES.forEach(
        (name, size) -> {
          if (ModelRegistry.get(model).options(Map.of()).has(name)) {
            settings.put(name, size);
          }
        });
    settings.putAll(options);
    return settings;
  }

  /** Describes the model over tiny images. */
  public ModelSpec spec(Pixels pixels) {
    long channels = IMAGE.get(0);
    long side = IMAGE.get(1);
    TransformSpec transform =
        switch (pixels) {
          case PLAIN -> new PixelScaling.Spec(channels, side, side, false);
          case DEQUANTISED -> new PixelScaling.Spec(channels, side, side, true);
          case LOGIT -> new LogitPixels.Spec(channels, side, side, 0.05);
        };
    return ModelRegistry.describe(
        model, settings(), DataSpec.image(channels, side, side), transform);
  }

  /** Builds the model with all parameters and running statistics randomly moved. */
  public Flow perturbed(NDManager manager, Pixels pixels, long seed) {
    Flow built = (Flow) ModelRegistry.build(spec(pixels));
    built.initialize(manager, seed);
    Perturbation.apply(built, new SplittableRandom(seed));
    return built;
  }

  /** Draws grey levels, {@code [n, 2, 4, 4]} in float64. */
  public static NDArray images(NDManager manager, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] levels = new double[n * (int) IMAGE.size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = random.nextInt(256);
    }
    return manager.create(levels, new Shape(n).addAll(IMAGE));
  }

  /** Draws the noise that scoring declares, away from 0 and 1, where rounding down is not sure. */
  public static NDList noise(NDManager manager, Flow flow, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<NDArray> noise = new ArrayList<>();
    flow.scoringNoise()
        .forEach(
            input -> {
              if (input.distribution() != Distribution.UNIFORM) {
                throw new IllegalStateException("a flow over images is scored with " + input);
              }
              noise.add(
                  manager.create(
                      random.doubles(n * input.itemShape().size(), 0.01, 0.99).toArray(),
                      new Shape(n).addAll(input.itemShape())));
            });
    return new NDList(noise);
  }

  @Override
  public String toString() {
    return options.isEmpty() ? model : model + " " + options;
  }
}
