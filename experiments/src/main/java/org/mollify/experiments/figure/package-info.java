/**
 * Figures written as PNG files: two-dimensional densities with their samples and scores, drawn with
 * Java 2D, and line plots, drawn with XChart.
 */
package org.mollify.experiments.figure;
