package org.mollify.experiments.inception;

import java.util.SplittableRandom;

/** Seeded weights that keep the scale of activations through the network. */
final class RandomWeights implements ConvolutionWeights {

  private final SplittableRandom random = new SplittableRandom(11);

  @Override
  public Folded of(String name, int outputs, int inputs, int height, int width) {
    double scale = Math.sqrt(6.0 / (inputs * height * width));
    float[] weight = new float[outputs * inputs * height * width];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (scale * (2 * random.nextDouble() - 1));
    }
    float[] bias = new float[outputs];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (0.2 * random.nextDouble() - 0.1);
    }
    return new Folded(weight, bias);
  }
}
