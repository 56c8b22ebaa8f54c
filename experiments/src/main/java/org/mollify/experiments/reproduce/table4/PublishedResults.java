package org.mollify.experiments.reproduce.table4;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What others report, to compare with and never to be taken for a result: Table 4 of "One-Line-of-
 * Code Data Mollification Improves Optimization of Likelihood-based Generative Models" (NeurIPS
 * 2023), mean and standard deviation over four runs; and the last epoch of the authors' own code
 * ({@code uci/main.py} of their repository) as run for this project on a CPU, seeds 1 and 2 on red
 * wine, seed 1 elsewhere.
 */
final class PublishedResults {

  /** Runs behind each of the paper's figures. */
  static final int PAPER_RUNS = 4;

  private static final Map<String, Reference> REFERENCES = new LinkedHashMap<>();

  static {
    put("redwine", "maf", row(-16.32, 1.88, -15.2, -15.1), row(-11.51, 0.44, -11.6, -11.3));
    put("redwine", "realnvp", row(-27.83, 2.56, -25.8, -33.5), row(-12.51, 0.40, -14.2, -12.8));
    put("redwine", "glow", row(-18.21, 1.14, -17.9, -16.5), row(-12.37, 0.33, -12.1, -12.2));
    put("whitewine", "maf", row(-14.87, 0.24, -14.95), row(-11.96, 0.17, -12.03));
    put("whitewine", "realnvp", row(-18.34, 2.77, -18.60), row(-12.30, 0.16, -12.35));
    put("whitewine", "glow", row(-15.24, 0.69, -21.69), row(-12.44, 0.36, -24.71));
    put("parkinsons", "maf", row(-8.27, 0.24, -8.32), row(-6.17, 0.17, -5.96));
    put("parkinsons", "realnvp", row(-14.21, 0.97, -14.54), row(-7.74, 0.27, -7.22));
    put("parkinsons", "glow", row(-8.29, 1.18, -10.17), row(-6.90, 0.24, -6.91));
    put("miniboone", "maf", row(-13.03, 0.04), row(-11.65, 0.09));
    put("miniboone", "realnvp", row(-20.01, 0.22), row(-13.96, 0.12));
    put("miniboone", "glow", row(-14.48, 0.10), row(-13.88, 0.08));
  }

  private PublishedResults() {}

  /**
   * Figures of one cell.
   *
   * @param mean the paper's mean
   * @param deviation the paper's standard deviation
   * @param authors single runs of the authors' code; empty where there is none
   */
  record Reference(double mean, double deviation, List<Double> authors) {}

  /** The figures of a cell, which only the paper's own data sets have. */
  static Optional<Reference> of(String data, String model, String mollifier) {
    return Optional.ofNullable(REFERENCES.get(name(data, model, mollifier)));
  }

  private static String name(String data, String model, String mollifier) {
    return data + " " + model + " " + mollifier;
  }

  private static Reference row(double mean, double deviation, Double... authors) {
    return new Reference(mean, deviation, List.of(authors));
  }

  private static void put(String data, String model, Reference vanilla, Reference mollified) {
    REFERENCES.put(name(data, model, "none"), vanilla);
    REFERENCES.put(name(data, model, "gaussian"), mollified);
  }
}
