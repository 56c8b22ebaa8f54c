package org.mollify.experiments.classifier;

import java.util.List;

/**
 * What a classifier was trained on and how well it does; written beside its graph.
 *
 * @param graph name of the ONNX file
 * @param sha256 digest of that file
 * @param features number of features
 * @param testAccuracy share of the test images put into their class
 * @param testImages number of test images
 * @param trainingImages number of training images
 * @param trainingFiles the official files they come from; fewer than five is a part of CIFAR-10
 * @param epochs passes over the training images
 * @param batchSize images of a step
 * @param learningRate Adam's at the start; it falls to 0 along half a cosine
 * @param seed seed of weights, order and augmentation
 * @param seconds time of the training
 * @param mollify version of Mollify
 * @param revision git revision of the build, or {@code unknown}
 */
public record ClassifierReport(
    String graph,
    String sha256,
    int features,
    double testAccuracy,
    int testImages,
    int trainingImages,
    List<String> trainingFiles,
    int epochs,
    int batchSize,
    double learningRate,
    long seed,
    double seconds,
    String mollify,
    String revision) {}
