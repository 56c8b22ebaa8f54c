package org.mollify.experiments.frechet;

/**
 * A kernel distance (KID) with its uncertainty.
 *
 * @param mean mean of the subsets' unbiased estimates of MMD^2; may fall below 0
 * @param standardError standard deviation of the estimates over the root of their number
 * @param low lower end of the 95 % confidence interval, Student's t
 * @param high upper end of the interval
 * @param features name of the feature network
 * @param subsets number of subsets
 * @param subsetSize items of a subset
 * @param disjoint whether the subsets share no item, so that the interval covers the distance of
 *     the distributions; otherwise it covers only what the drawing of subsets from these items adds
 */
public record KernelResult(
    double mean,
    double standardError,
    double low,
    double high,
    String features,
    int subsets,
    int subsetSize,
    boolean disjoint) {}
