package org.mollify.experiments.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.SplittableRandom;
import org.mollify.models.block.Pass;
import org.mollify.models.network.KaimingUniformInitializer;

/**
 * Three stages of two 3 x 3 convolutions each (32, 64 and 128 filters, batch normalisation,
 * rectified linear units), halved by maxima, then the mean over the image: 128 features, and a
 * linear layer of ten classes. Takes grey levels 0..255.
 */
final class ImageClassifier extends AbstractBlock {

  /** Number of features. */
  static final int FEATURES = 128;

  private static final int[] STAGES = {32, 64, FEATURES};
  private static final float HALF = 127.5f;

  private final Block body;
  private final Block head;

  ImageClassifier(int classes) {
    SequentialBlock layers = new SequentialBlock();
    for (int stage = 0; stage < STAGES.length; stage++) {
      if (stage > 0) {
        layers.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      }
      for (int i = 0; i < 2; i++) {
        layers
            .add(
                Conv2d.builder()
                    .setFilters(STAGES[stage])
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .optBias(false)
                    .build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu);
      }
    }
    layers.add(Pool.globalAvgPool2dBlock());
    body = addChildBlock("body", layers);
    head = addChildBlock("head", Linear.builder().setUnits(classes).build());
  }

  /** Creates the parameters. */
  void initialize(NDManager manager, Shape image, long seed) {
    setInitializer(
        new KaimingUniformInitializer(new SplittableRandom(seed)), Parameter.Type.WEIGHT);
    initialize(manager, DataType.FLOAT32, new Shape(1).addAll(image));
  }

  /**
   * The features of images.
   *
   * @param pass the pass
   * @param raw grey levels, {@code [N, C, H, W]}
   * @return {@code [N, 128]}
   */
  NDArray features(Pass pass, NDArray raw) {
    NDArray levels = raw.toType(DataType.FLOAT32, false);
    NDArray x = levels.div(raw.getManager().create(HALF)).sub(1);
    return body.forward(pass.parameters(), new NDList(x), pass.training()).singletonOrThrow();
  }

  /** Logits of the classes, {@code [N, classes]}. */
  NDArray logits(Pass pass, NDArray raw) {
    return head.forward(pass.parameters(), new NDList(features(pass, raw)), pass.training())
        .singletonOrThrow();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    return new NDList(logits(pass, inputs.singletonOrThrow()));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    body.initialize(manager, type, inputShapes);
    head.initialize(manager, type, new Shape(1, FEATURES));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return head.getOutputShapes(new Shape[] {new Shape(inputShapes[0].get(0), FEATURES)});
  }
}
