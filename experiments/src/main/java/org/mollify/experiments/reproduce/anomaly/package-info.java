/**
 * Anomaly detection on labelled sets, beside detectors that others use: {@link
 * org.mollify.experiments.reproduce.anomaly.AnomalyReproduction}.
 */
package org.mollify.experiments.reproduce.anomaly;
