package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.NoiseInput.Distribution;
import org.mollify.models.transform.LogitPixels;
import org.mollify.models.transform.PixelScaling;
import org.mollify.models.transform.Standardization;
import org.mollify.models.transform.TransformSpec;
import org.mollify.models.vae.LatentVariableModel;

/**
 * A model with latent variables of the registry, small, with some of its options changed: the
 * counterpart of {@link FlowVariant}.
 *
 * @param model registry name
 * @param options options that differ from the defaults, besides small sizes
 */
public record LatentVariant(String model, Map<String, Object> options) {

  /** Latents of a small model. */
  public static final int LATENT = 3;

  private static final int WIDTH = 4;

  /** What an item is. */
  public enum Items {
    /** A row of five real numbers. */
    ROWS,
    /** A grey image of 8 by 8. */
    IMAGES,
    /** The same with uniform noise on its grey levels. */
    DEQUANTISED,
    /** That through a logit. */
    LOGIT
  }

  /** Every family as it is by default, but for its sizes. */
  public static Stream<LatentVariant> defaults() {
    return ModelRegistry.all().stream()
        .filter(family -> family.family().equals("vae"))
        .map(ModelFamily::name)
        .map(name -> new LatentVariant(name, Map.of()));
  }

  /** The other side of every switch of every family. */
  public static Stream<LatentVariant> switched() {
    return Stream.concat(
        defaults()
            .map(LatentVariant::model)
            .map(
                name ->
                    new LatentVariant(
                        name,
                        Map.of(
                            "architecture",
                            "small",
                            "decoderVariance",
                            "learned",
                            "outputActivation",
                            "sigmoid"))),
        Stream.of(new LatentVariant("hvae", Map.of("variant", "leapfrog", "steps", 3))));
  }

  /** All of them. */
  public static Stream<LatentVariant> all() {
    return Stream.concat(defaults(), switched());
  }

  /** Describes the model over items of a kind. */
  public ModelSpec spec(Items items) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("latent", LATENT);
    settings.put("width", WIDTH);
    if (ModelRegistry.get(model).options(Map.of()).has("hidden")) {
      settings.put("hidden", 8);
    }
    settings.putAll(options);
    settings.put("architecture", items == Items.ROWS ? "mlp" : "small");
    return ModelRegistry.describe(model, settings, data(items), transform(items));
  }

  private static DataSpec data(Items items) {
    return items == Items.ROWS
        ? DataSpec.vector(
            IntStream.range(0, 5).mapToObj(i -> new Column("c" + i, ColumnType.REAL)).toList())
        : DataSpec.image(1, 8, 8);
  }

  private static TransformSpec transform(Items items) {
    return switch (items) {
      case ROWS ->
          new Standardization.Spec(new double[] {0, 1, 2, 3, 4}, new double[] {1, 2, 1, 2, 1});
      case IMAGES -> new PixelScaling.Spec(1, 8, 8, false);
      case DEQUANTISED -> new PixelScaling.Spec(1, 8, 8, true);
      case LOGIT -> new LogitPixels.Spec(1, 8, 8, 0.05);
    };
  }

  /** Builds the model with all parameters and running statistics randomly moved. */
  public LatentVariableModel perturbed(NDManager manager, Items items, long seed) {
    LatentVariableModel built = (LatentVariableModel) ModelRegistry.build(spec(items));
    built.initialize(manager, seed);
    Perturbation.apply(built, new SplittableRandom(seed));
    return built;
  }

  /** Draws raw items, float64. */
  public static NDArray items(NDManager manager, Items items, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Shape shape = items == Items.ROWS ? new Shape(n, 5) : new Shape(n, 1, 8, 8);
    double[] values =
        items == Items.ROWS
            ? random.doubles(shape.size(), -3, 3).toArray()
            : random.ints(shape.size(), 0, 256).asDoubleStream().toArray();
    return manager.create(values, shape);
  }

  /** Draws declared noise, float64. */
  public static NDList noise(NDManager manager, List<NoiseInput> declared, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    NDList noise = new NDList();
    for (NoiseInput input : declared) {
      double[] values = new double[Math.toIntExact(n * input.itemShape().size())];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            input.distribution() == Distribution.NORMAL
                ? random.nextGaussian()
                : random.nextDouble();
      }
      noise.add(manager.create(values, new Shape(n).addAll(input.itemShape())));
    }
    return noise;
  }

  /** The same in single precision, as training draws it. */
  public static NDList floats(NDList noise) {
    NDList floats = new NDList();
    noise.forEach(array -> floats.add(array.toType(DataType.FLOAT32, false)));
    return floats;
  }

  @Override
  public String toString() {
    return options.isEmpty() ? model : model + " " + options;
  }
}
