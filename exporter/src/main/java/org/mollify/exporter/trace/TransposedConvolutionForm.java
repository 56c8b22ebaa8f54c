package org.mollify.exporter.trace;

/**
 * How transposed convolutions of {@link org.mollify.models.network.TransposedConvolution} enter a
 * graph.
 */
public enum TransposedConvolutionForm {
  /** As the operator {@code ConvTranspose}. */
  OPERATOR,
  /**
   * As what the engine computes in its place: a convolution to the phases of the output, which are
   * interleaved, or one over the input with zeros between its pixels.
   */
  COMPOSED;

  /** The form of graphs for which none is asked. */
  public static final TransposedConvolutionForm DEFAULT = OPERATOR;
}
