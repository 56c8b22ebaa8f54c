package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Parity cases for stock DJL blocks with random parameters and perturbed running statistics. */
final class BlockCases {
  private static final Shape ROWS = Case.ROWS;
  private static final Shape IMAGES = Case.IMAGES;
  private static final Shape SERIES = new Shape(-1, 4, 9);

  private final NDManager owner;

  BlockCases(NDManager owner) {
    this.owner = owner;
  }

  Stream<Case> all() {
    return Stream.of(dense(), convolutions(), normalisations(), pools(), activations(), trees())
        .flatMap(List::stream);
  }

  private Case block(String name, Shape shape, Set<DataType> types, Block block) {
    long[] one = LongStream.of(shape.getShape()).map(e -> e == -1 ? 1 : e).toArray();
    block.initialize(owner, DataType.FLOAT32, new Shape(one));
    Random random = new Random(name.hashCode());
    for (Pair<String, Parameter> pair : block.getParameters()) {
      Parameter parameter = pair.getValue();
      float[] numbers = new float[(int) parameter.getShape().size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] =
            parameter.getType() == Parameter.Type.RUNNING_VAR
                ? 0.2f + 2 * random.nextFloat()
                : 0.3f * (float) random.nextGaussian();
      }
      parameter.getArray().set(numbers);
    }
    return new Case(name, List.of(shape), types, (x, p) -> block.forward(p, x, false));
  }

  private Case block(String name, Shape shape, Block block) {
    return block(name, shape, Case.SINGLE, block);
  }

  private List<Case> dense() {
    return List.of(
        block("linear: block", ROWS, Case.REALS, Linear.builder().setUnits(5).build()),
        block(
            "linear: block without bias",
            ROWS,
            Case.REALS,
            Linear.builder().setUnits(5).optBias(false).build()),
        block(
            "linear: block on three axes",
            new Shape(-1, 4, 3),
            Case.REALS,
            Linear.builder().setUnits(5).build()),
        block("flatten: block", IMAGES, Case.REALS, Blocks.batchFlattenBlock()),
        block("flatten: block of known size", IMAGES, Case.REALS, Blocks.batchFlattenBlock(192)));
  }

  private static Conv2d.Builder conv(int kernel, int filters) {
    return Conv2d.builder().setKernelShape(new Shape(kernel, kernel)).setFilters(filters);
  }

  private List<Case> convolutions() {
    Shape two = new Shape(2, 2);
    Shape one = new Shape(1, 1);
    return List.of(
        block("convolution: 2d", IMAGES, conv(3, 5).build()),
        block("convolution: 2d without bias", IMAGES, conv(1, 5).optBias(false).build()),
        block(
            "convolution: 2d padding and stride",
            IMAGES,
            conv(3, 5).optPadding(one).optStride(two).build()),
        block("convolution: 2d groups", IMAGES, conv(3, 6).optPadding(one).optGroups(2).build()),
        block("convolution: 2d dilation", IMAGES, conv(3, 5).optDilation(two).build()),
        block(
            "convolution: 2d oblong",
            IMAGES,
            Conv2d.builder()
                .setKernelShape(new Shape(5, 2))
                .setFilters(3)
                .optPadding(new Shape(2, 0))
                .optStride(new Shape(1, 2))
                .build()),
        block(
            "convolution: 1d",
            SERIES,
            Conv1d.builder().setKernelShape(new Shape(3)).setFilters(5).build()),
        block(
            "convolution: 1d padding, stride and dilation",
            SERIES,
            Conv1d.builder()
                .setKernelShape(new Shape(3))
                .setFilters(5)
                .optPadding(new Shape(2))
                .optStride(new Shape(2))
                .optDilation(new Shape(2))
                .build()),
        transposed("deconvolution", 4, 2, 1, 0),
        transposed("deconvolution: output padding", 4, 2, 1, 1),
        transposed("deconvolution: kernel 5", 5, 2, 2, 1),
        transposed("deconvolution: stride 1", 4, 1, 2, 0),
        interpolated("interpolation", 0, 16, 12),
        interpolated("interpolation: nearest, odd ratio", 0, 11, 3),
        interpolated("interpolation: bilinear", 1, 16, 12),
        interpolated("interpolation: bilinear, odd ratio", 1, 5, 13),
        interpolated("interpolation: bicubic", 3, 16, 7));
  }

  private static Case interpolated(String name, int mode, long height, long width) {
    return Case.of(
            name,
            IMAGES,
            x -> x.getNDArrayInternal().interpolation(new long[] {height, width}, mode, false))
        .single();
  }

  /**
   * A transposed convolution. The engine has none; the reference spreads the input by the stride,
   * pads it, and convolves with the flipped kernel.
   */
  private Case transposed(String name, int k, int s, int p, int added) {
    NDArray weight = owner.arange(4f * 3 * k * k).sin().reshape(4, 3, k, k);
    NDArray bias = owner.create(new float[] {0.1f, -0.2f, 0.3f});
    Shape one = new Shape(1, 1);
    Parity.Function native_ =
        (x, ps) ->
            x.head()
                .getNDArrayInternal()
                .deconvolution(
                    x.head(),
                    weight,
                    bias,
                    new Shape(s, s),
                    new Shape(p, p),
                    new Shape(added, added),
                    one,
                    1);
    Parity.Function spread =
        (x, ps) -> {
          NDArray in = x.head();
          long n = in.size(0);
          NDArray wide =
              in.reshape(n, 4, 8, 1, 6, 1)
                  .pad(new Shape(0, s - 1, 0, 0, 0, s - 1), 0)
                  .reshape(n, 4, 8L * s, 6L * s)
                  .get(":, :, 0:{}, 0:{}", 7L * s + 1, 5L * s + 1);
          long before = k - 1 - p;
          long after = before + added;
          NDArray padded = wide.pad(new Shape(before, after, before, after), 0);
          NDArray kernel = weight.flip(2, 3).transpose(1, 0, 2, 3);
          return padded
              .getNDArrayInternal()
              .convolution(padded, kernel, bias, one, new Shape(0, 0), one, 1);
        };
    return new Case(name, List.of(IMAGES), Case.SINGLE, native_, spread);
  }

  private List<Case> normalisations() {
    return List.of(
        block("batchNorm", IMAGES, Case.REALS, BatchNorm.builder().build()),
        block("batchNorm: rows", ROWS, Case.REALS, BatchNorm.builder().optEpsilon(1e-3f).build()),
        block("batchNorm: last axis", IMAGES, Case.REALS, BatchNorm.builder().optAxis(3).build()),
        Case.of(
            "batchNorm: no scale",
            ROWS,
            x -> {
              NDArray mean =
                  x.getManager().create(new float[] {1, 2, 3}).toType(x.getDataType(), false);
              return x.getNDArrayInternal()
                  .batchNorm(
                      x, mean, mean.exp(), mean.onesLike(), mean.zerosLike(), 1, 0.9f, 1e-5f, false)
                  .head();
            }),
        block("layerNorm", ROWS, Case.REALS, LayerNorm.builder().build()),
        block("layerNorm: images", IMAGES, Case.REALS, LayerNorm.builder().axis(1, 2, 3).build()),
        block("dropout", ROWS, Case.REALS, Dropout.builder().optRate(0.4f).build()));
  }

  private List<Case> pools() {
    Shape two = new Shape(2, 2);
    Shape three = new Shape(3, 3);
    Shape one = new Shape(1, 1);
    return List.of(
        block("maxPool", IMAGES, Pool.maxPool2dBlock(two, two)),
        block("maxPool: padded", IMAGES, Case.REALS, Pool.maxPool2dBlock(three, two, one)),
        block("maxPool: ceiling", IMAGES, Pool.maxPool2dBlock(three, two, one, true)),
        block("maxPool: 1d", SERIES, Pool.maxPool1dBlock(new Shape(3), new Shape(2))),
        block("avgPool", IMAGES, Pool.avgPool2dBlock(two, two)),
        block("avgPool: padded", IMAGES, Pool.avgPool2dBlock(three, two, one)),
        block(
            "avgPool: countIncludePad ignored as by the engine",
            IMAGES,
            Pool.avgPool2dBlock(three, one, one, false, false)),
        block(
            "avgPool: ceiling without a rest",
            IMAGES,
            Pool.avgPool2dBlock(two, two, new Shape(0, 0), true)),
        block("avgPool: 1d", SERIES, Pool.avgPool1dBlock(new Shape(3), new Shape(2))),
        block("globalMaxPool", IMAGES, Case.REALS, Pool.globalMaxPool2dBlock()),
        block("globalMaxPool: 1d", SERIES, Case.REALS, Pool.globalMaxPool1dBlock()),
        block("globalAvgPool", IMAGES, Case.REALS, Pool.globalAvgPool2dBlock()),
        block("globalAvgPool: 1d", SERIES, Case.REALS, Pool.globalAvgPool1dBlock()));
  }

  private List<Case> activations() {
    List<Case> cases = new ArrayList<>();
    cases.add(block("relu: block", ROWS, Activation.reluBlock()));
    cases.add(block("relu: block up to 6", ROWS, Activation.relu6Block()));
    cases.add(block("sigmoid: block", ROWS, Activation.sigmoidBlock()));
    cases.add(block("tanh: block", ROWS, Activation.tanhBlock()));
    cases.add(block("softPlus: block", ROWS, Activation.softPlusBlock()));
    cases.add(block("softSign: block", ROWS, Activation.softSignBlock()));
    cases.add(block("leakyRelu: block", ROWS, Activation.leakyReluBlock(0.2f)));
    cases.add(block("elu: block", ROWS, Activation.eluBlock(1f)));
    cases.add(block("selu: block", ROWS, Activation.seluBlock()));
    cases.add(block("gelu: block", ROWS, Activation.geluBlock()));
    cases.add(block("mul: swish block", ROWS, Activation.swishBlock(0.5f)));
    cases.add(block("mul: mish block", ROWS, Activation.mishBlock()));
    return cases;
  }

  private List<Case> trees() {
    return List.of(
        block(
            "linear: perceptron",
            ROWS,
            Case.REALS,
            new SequentialBlock()
                .add(Linear.builder().setUnits(16).build())
                .add(Activation::tanh)
                .add(BatchNorm.builder().build())
                .add(Linear.builder().setUnits(2).build())),
        block(
            "concat: parallel block",
            ROWS,
            Case.REALS,
            new ParallelBlock(
                lists -> new NDList(lists.get(0).head().concat(lists.get(1).head(), 1)),
                List.of(
                    Linear.builder().setUnits(4).build(),
                    LambdaBlock.singleton(x -> x.mul(2).exp())))),
        block("convolution: residual network", IMAGES, residualNetwork()));
  }

  private static Block residualNetwork() {
    Shape one = new Shape(1, 1);
    Block branch =
        new SequentialBlock()
            .add(conv(3, 8).optPadding(one).optStride(new Shape(2, 2)).optBias(false).build())
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(conv(3, 8).optPadding(one).optBias(false).build())
            .add(BatchNorm.builder().build());
    Block shortcut =
        new SequentialBlock()
            .add(conv(1, 8).optStride(new Shape(2, 2)).optBias(false).build())
            .add(BatchNorm.builder().build());
    return new SequentialBlock()
        .add(
            new ParallelBlock(
                lists -> new NDList(Activation.relu(lists.get(0).head().add(lists.get(1).head()))),
                List.of(branch, shortcut)))
        .add(Pool.globalAvgPool2dBlock())
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(10).build());
  }
}
