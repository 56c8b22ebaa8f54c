/**
 * Samples and log-likelihoods from a bundle, in any JVM program. This draws eight samples, scores
 * them and flags those rarer than 95 percent of held-out rows:
 *
 * <pre>{@code
 * try (GenerativeModel model = GenerativeModel.open(Path.of(bundle))) {
 *   double[][] rows = model.sample(8, 7);
 *   Scores scores = model.score(rows);
 *   double threshold = model.calibration().orElseThrow().thresholdAt(0.05);
 *   for (int i = 0; i < rows.length; i++) {
 *     double nats = scores.logLikelihood()[i];
 *     String verdict = nats < threshold ? "rare" : "usual";
 *     System.out.println(Arrays.toString(rows[i]) + " " + nats + " " + verdict);
 *   }
 * }
 * }</pre>
 */
package org.mollify.runtime;
