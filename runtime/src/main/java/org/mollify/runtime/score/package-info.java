/** Log-likelihoods and what they mean: bits per dimension, percentiles, thresholds. */
package org.mollify.runtime.score;
