package org.mollify.experiments.torchfile;

/**
 * A tensor from a file.
 *
 * @param shape extents; none for a single number
 * @param values elements, row-major, rounded to single precision
 */
public record TorchTensor(long[] shape, float[] values) {}
