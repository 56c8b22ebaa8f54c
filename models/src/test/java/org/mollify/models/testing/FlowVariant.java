package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.DataSpec.Imputation;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.Dequantization;
import org.mollify.models.transform.Standardization;

/**
 * A flow over vectors of the registry with some of its options changed. The generic tests range
 * over all of them; a switch of a model that no variant turns fails the test of the registry.
 *
 * @param model registry name
 * @param options options that differ from the defaults, besides a small width
 */
public record FlowVariant(String model, Map<String, Object> options) {

  /** What the columns of the data hold. */
  public enum Columns {
    /** Real numbers. */
    REAL,
    /** Real numbers, whole numbers and labels in turn, each with an imputation. */
    MIXED
  }

  private static final List<String> LABELS = List.of("often", "at times", "rarely");
  private static final int HIDDEN = 16;
  private static final int SPAN = 3;

  /** Every flow as it is by default. */
  public static Stream<FlowVariant> defaults() {
    return ModelRegistry.all().stream()
        .filter(family -> family.family().equals("flow"))
        .filter(family -> family.items() == ModelFamily.Items.VECTORS)
        .map(ModelFamily::name)
        .map(name -> new FlowVariant(name, Map.of()));
  }

  /** The other side of every switch of every family. */
  public static Stream<FlowVariant> switched() {
    return Stream.of(
        new FlowVariant("realnvp", Map.of("batchNorm", false)),
        new FlowVariant("maf", Map.of("activation", "tanh")),
        new FlowVariant("maf", Map.of("batchNorm", false)),
        new FlowVariant("glow", Map.of("normalization", "actnorm")),
        new FlowVariant("nsf", Map.of("linear", true)));
  }

  /** All of them. */
  public static Stream<FlowVariant> all() {
    return Stream.concat(defaults(), switched());
  }

  /** All options that are to be set, the width included. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(options);
    settings.put("hidden", HIDDEN);
    return settings;
  }

  /** Describes the model over random constants of standardisation. */
  public ModelSpec spec(Columns kind, int columns, SplittableRandom random) {
    Standardization.Spec standardized =
        new Standardization.Spec(
            random.doubles(columns, -2, 2).toArray(), random.doubles(columns, 0.5, 2).toArray());
    int[] whole = whole(kind, columns);
    double[] least = Arrays.stream(whole).mapToDouble(FlowVariant::least).toArray();
    double[] most = Arrays.stream(whole).mapToDouble(FlowVariant::most).toArray();
    return ModelRegistry.describe(
        model,
        settings(),
        DataSpec.vector(IntStream.range(0, columns).mapToObj(i -> column(kind, i)).toList()),
        whole.length == 0
            ? standardized
            : new Dequantization.Spec(whole, least, most, standardized));
  }

  private static double least(int wholeColumn) {
    return isLabel(wholeColumn) ? 0 : -SPAN;
  }

  private static double most(int wholeColumn) {
    return isLabel(wholeColumn) ? LABELS.size() - 1 : SPAN;
  }

  private static boolean isLabel(int wholeColumn) {
    return column(Columns.MIXED, wholeColumn).type() == ColumnType.CATEGORICAL;
  }

  private static Column column(Columns kind, int index) {
    String name = "c" + index;
    if (kind == Columns.REAL) {
      return new Column(name, ColumnType.REAL);
    }
    return switch (index % 3) {
      case 0 -> new Column(name, ColumnType.REAL, List.of(), new Imputation("mean", 0.25));
      case 1 -> new Column(name, ColumnType.INTEGER, List.of(), new Imputation("median", 1));
      default -> new Column(name, ColumnType.CATEGORICAL, LABELS, new Imputation("mode", 0));
    };
  }

  private static int[] whole(Columns kind, int columns) {
    return IntStream.range(0, columns).filter(i -> column(kind, i).type().isDiscrete()).toArray();
  }

  /** Builds the model with all parameters and running statistics randomly moved. */
  public DensityModel perturbed(NDManager manager, Columns kind, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DensityModel built = ModelRegistry.build(spec(kind, columns, random));
    built.initialize(manager, seed);
    Perturbation.apply(built, random);
    return built;
  }

  /** Draws raw rows within the range of the columns. */
  public static double[][] rows(Columns kind, int n, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[n][columns];
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        row[j] =
            switch (column(kind, j).type()) {
              case REAL -> random.nextDouble(-SPAN, SPAN);
              case INTEGER -> random.nextInt(-SPAN, SPAN + 1);
              case CATEGORICAL -> random.nextInt(LABELS.size());
            };
      }
    }
    return rows;
  }

  /** Draws the noise that scoring declares, away from 0 and 1, where rounding down is not sure. */
  public static NDList noise(NDManager manager, DensityModel model, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<NDArray> noise = new ArrayList<>();
    model
        .scoringNoise()
        .forEach(
            input -> {
              long size = n * input.itemShape().size();
              noise.add(
                  manager.create(
                      random.doubles(size, 0.01, 0.99).toArray(),
                      new Shape(n).addAll(input.itemShape())));
            });
    return new NDList(noise);
  }

  @Override
  public String toString() {
    return options.isEmpty() ? model : model + " " + options;
  }
}
