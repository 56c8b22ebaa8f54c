package org.mollify.experiments.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A small convolutional classifier of 32 x 32 colour images: grey levels {@code [N, 3, 32, 32]} in,
 * logits {@code [N, 10]} out. Three stages of two 3 x 3 convolutions, each with batch normalisation
 * and ReLU; the first two stages end with a 2 x 2 maximum, the last with the mean over all places,
 * which are the {@value #FEATURES} features. A linear layer makes logits of them.
 */
final class ImageClassifier extends AbstractBlock {

  /** Number of features. */
  static final int FEATURES = 128;

  private static final int[][] STAGES = {{24, 24}, {48, 48}, {96, FEATURES}};

  private final Block features;
  private final Block head;

  ImageClassifier() {
    features = addChildBlock("features", featureBlock());
    head = addChildBlock("head", Linear.builder().setUnits(LabelledImages.CLASSES).build());
  }

  private static Block featureBlock() {
    SequentialBlock block = new SequentialBlock();
    block.add(new LambdaBlock(ImageClassifier::scaled, "scale"));
    for (int stage = 0; stage < STAGES.length; stage++) {
      for (int filters : STAGES[stage]) {
        block.add(
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .setFilters(filters)
                .optPadding(new Shape(1, 1))
                .optBias(false)
                .build());
        block.add(BatchNorm.builder().build());
        block.add(Activation.reluBlock());
      }
      boolean last = stage == STAGES.length - 1;
      block.add(
          last
              ? Pool.globalAvgPool2dBlock()
              : Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }
    return block;
  }

  private static NDList scaled(NDList greyLevels) {
    return new NDList(greyLevels.singletonOrThrow().div(127.5f).sub(1f));
  }

  /** The block that ends with the features. */
  Block features() {
    return features;
  }

  /** Mean cross-entropy of logits in nats. */
  static NDArray loss(NDArray logits, NDArray classes) {
    NDArray chosen = classes.oneHot(LabelledImages.CLASSES, DataType.FLOAT32);
    return logits.logSoftmax(1).mul(chosen).sum(new int[] {1}).mean().neg();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    return head.forward(parameters, features.forward(parameters, inputs, training), training);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    features.initialize(manager, type, inputShapes);
    head.initialize(manager, type, new Shape(inputShapes[0].get(0), FEATURES));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), LabelledImages.CLASSES)};
  }
}
