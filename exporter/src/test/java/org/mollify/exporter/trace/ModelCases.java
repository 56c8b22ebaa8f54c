package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.List;
import java.util.stream.Stream;

/** Parity cases for what generative models do: flows in both directions, importance weights. */
final class ModelCases {
  private static final int[] ITEMS = {1};

  private final NDManager owner;

  ModelCases(NDManager owner) {
    this.owner = owner;
  }

  Stream<Case> all() {
    Block conditioner = network(new Shape(1, 2), 16, 4);
    Block decoder = decoder();
    Shape rows = new Shape(-1, 4);
    return Stream.of(
        new Case(
            "split: flow to noise",
            List.of(rows),
            Case.REALS,
            (x, p) -> toNoise(x.head(), conditioner, p)),
        new Case(
            "concat: flow from noise",
            List.of(rows),
            Case.REALS,
            (z, p) -> fromNoise(z.head(), conditioner, p)),
        new Case(
            "reshape: importance weights of images",
            List.of(new Shape(-1, 1, 8, 8), new Shape(-1, 5, 3)),
            Case.SINGLE,
            (x, p) -> importance(x.get(0), x.get(1), decoder, p)),
        new Case(
            "neg: of one input of two",
            List.of(rows, rows),
            Case.REALS,
            (x, p) -> new NDList(x.get(1).neg())));
  }

  private Block network(Shape input, int hidden, int units) {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(hidden).build())
            .add(Activation::tanh)
            .add(Linear.builder().setUnits(units).build());
    block.setInitializer(new NormalInitializer(0.3f), Parameter.Type.WEIGHT);
    block.initialize(owner, DataType.FLOAT32, input);
    return block;
  }

  private Block decoder() {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4 * 4 * 4).build())
            .addSingleton(h -> h.reshape(-1, 4, 4, 4))
            .addSingleton(h -> h.getNDArrayInternal().interpolation(new long[] {8, 8}, 1, false))
            .add(
                Conv2d.builder()
                    .setKernelShape(new Shape(3, 3))
                    .setFilters(1)
                    .optPadding(new Shape(1, 1))
                    .build())
            .add(Activation.sigmoidBlock());
    block.setInitializer(new NormalInitializer(0.3f), Parameter.Type.WEIGHT);
    block.initialize(owner, DataType.FLOAT32, new Shape(1, 3));
    return block;
  }

  private static NDArray mixing(NDArray like) {
    return like.getManager()
        .create(new double[] {2, 1, 0, 0, 0, 1, 0, 1, 1, 0, 3, 0, 0, 0, 1, 1}, new Shape(4, 4))
        .toType(like.getDataType(), false);
  }

  private static NDList scaleAndShift(NDArray kept, Block conditioner, ParameterStore p) {
    NDList parts = conditioner.forward(p, new NDList(kept), false).head().split(2, 1);
    return new NDList(parts.get(0).tanh(), parts.get(1));
  }

  /** A mixing layer, then an affine coupling; log p under a standard normal, summed in double. */
  private static NDList toNoise(NDArray x, Block conditioner, ParameterStore p) {
    NDArray w = mixing(x);
    NDArray logDeterminant = w.inverse().mul(0).sum().add(Math.log(5));
    NDList halves = x.matMul(w).split(2, 1);
    NDList affine = scaleAndShift(halves.get(0), conditioner, p);
    NDArray changed = halves.get(1).mul(affine.get(0).exp()).add(affine.get(1));
    NDArray z = halves.get(0).concat(changed, 1);
    NDArray base = z.toType(DataType.FLOAT64, false).square().add(Math.log(2 * Math.PI)).mul(-0.5);
    NDArray logLikelihood = base.sum(ITEMS).add(affine.get(0).sum(ITEMS)).add(logDeterminant);
    return new NDList(z, logLikelihood);
  }

  private static NDList fromNoise(NDArray z, Block conditioner, ParameterStore p) {
    NDArray kept = z.get(":, :2");
    NDList affine = scaleAndShift(kept, conditioner, p);
    NDArray changed = z.get(":, 2:").sub(affine.get(1)).div(affine.get(0).exp());
    return new NDList(kept.concat(changed, 1).matMul(mixing(z).inverse()));
  }

  /** K samples of each item are merged into the batch, decoded, and parted again. */
  private static NDList importance(NDArray x, NDArray noise, Block decoder, ParameterStore p) {
    NDArray mean = x.reshape(-1, 64).get(":, 0:3").expandDims(1);
    NDArray z = mean.add(noise.mul(0.5f));
    NDArray decoded = decoder.forward(p, new NDList(z.reshape(-1, 3)), false).head();
    NDArray error = decoded.reshape(-1, 5, 64).sub(x.reshape(-1, 1, 64)).square();
    int[] last = {2};
    NDArray proposal = noise.square().sum(last).mul(-0.5f);
    return new NDList(error.sum(last).mul(-0.5f).sub(proposal).sub(z.square().sum(last).mul(0.5f)));
  }
}
