package org.mollify.experiments.reproduce.anomaly;

/**
 * How well one detector ranked the test rows of one split.
 *
 * @param set name of the set
 * @param split seed of the split
 * @param detector name of the detector
 * @param auroc area under the ROC curve
 * @param averagePrecision average precision
 */
record Outcome(String set, int split, String detector, double auroc, double averagePrecision) {}
