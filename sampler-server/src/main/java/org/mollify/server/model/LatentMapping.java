package org.mollify.server.model;

/**
 * Rows to be mapped, to latents or from them.
 *
 * @param rows the rows
 * @param results what they are mapped to, row by row
 */
record LatentMapping(double[][] rows, double[][] results) {
  static LatentMapping of(double[][] rows) {
    return new LatentMapping(rows, new double[rows.length][]);
  }
}
