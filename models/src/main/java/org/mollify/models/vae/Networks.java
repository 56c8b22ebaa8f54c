package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import org.mollify.models.network.MultilayerPerceptron;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;
import org.mollify.models.network.TransposedConvolution;
import org.mollify.models.network.TransposedConvolution.Geometry;
import org.mollify.models.vae.Architecture.Layers;

/**
 * The encoder and the decoder of a variational autoencoder (paper, Table 5): convolutions with
 * batch normalisation and rectified linear units to {@code [mean, log-variance]}, and transposed
 * ones back. The last layer is linear, and its range is the model space's.
 *
 * @param architecture which networks
 * @param latent number of latent variables d
 * @param width filters of the first convolution of the small architecture, units of a hidden layer
 *     of the perceptron; without meaning for the paper's
 * @param outputActivation what follows the decoder's last layer
 */
record Networks(
    Architecture architecture, int latent, int width, OutputActivation outputActivation) {

  private static final int HIDDEN_LAYERS = 2;

  /** Checks the sizes. */
  Networks {
    positive("latent", latent);
    positive("width", width);
  }

  static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "model option %s expects a whole number of at least 1; got %d".formatted(name, value));
    }
  }

  /**
   * The encoder, {@code [N, ...] -> [N, 2 d]}.
   *
   * @param data shape of an item
   */
  Block encoder(Shape data) {
    SequentialBlock network = new SequentialBlock();
    if (architecture == Architecture.MLP) {
      return network.add(Blocks.batchFlattenBlock()).add(perceptron(2 * latent));
    }
    Layers layers = architecture.layers(data, width);
    for (int filters : layers.encoder()) {
      network.add(
          Conv2d.builder()
              .setFilters(filters)
              .setKernelShape(new Shape(4, 4))
              .optStride(new Shape(2, 2))
              .optPadding(new Shape(1, 1))
              .build());
      network.add(BatchNorm.builder().build()).add(Activation::relu);
    }
    return network
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(2L * latent).build());
  }

  /**
   * The decoder, {@code [N, d] -> [N, ...]}.
   *
   * @param data shape of an item
   */
  Block decoder(Shape data) {
    SequentialBlock network = new SequentialBlock();
    if (architecture == Architecture.MLP) {
      network.add(perceptron(Math.toIntExact(data.size())));
      if (data.dimension() > 1) {
        network.add(reshape(data));
      }
    } else {
      Layers layers = architecture.layers(data, width);
      network
          .add(Linear.builder().setUnits(layers.start().size()).build())
          .add(reshape(layers.start()));
      int last = layers.decoder().size() - 1;
      for (Geometry layer : layers.decoder().subList(0, last)) {
        network
            .add(new TransposedConvolution(layer))
            .add(BatchNorm.builder().build())
            .add(Activation::relu);
      }
      network.add(new TransposedConvolution(layers.decoder().get(last)));
    }
    return outputActivation == OutputActivation.SIGMOID
        ? network.add(LambdaBlock.singleton(Networks::centredSigmoid, "sigmoid"))
        : network;
  }

  /** {@code 2 sigmoid(a) - 1}, the sigmoid of [0, 1] in the model space [-1, 1]. */
  private static NDArray centredSigmoid(NDArray a) {
    NDArray sigmoid = Activation.sigmoid(a);
    return sigmoid.add(sigmoid).sub(1);
  }

  private Block perceptron(int outputs) {
    return MultilayerPerceptron.of(width, HIDDEN_LAYERS, outputs, Nonlinearity.RELU);
  }

  private static Block reshape(Shape item) {
    Shape batch = new Shape(-1).addAll(item);
    return LambdaBlock.singleton(array -> array.reshape(batch), "reshape");
  }
}
