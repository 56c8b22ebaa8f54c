package org.mollify.runtime.score;

/**
 * How typical the items of a batch are, see {@link AnomalyScore#TYPICALITY}.
 *
 * @param distance {@code |log p(x) - mean held-out log p|} in nats; Infinity where the score
 *     overflowed
 * @param percentile place of the distance among those of held-out items
 */
public record Typicality(double[] distance, double[] percentile) {}
