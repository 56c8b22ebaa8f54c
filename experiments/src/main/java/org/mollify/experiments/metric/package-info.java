/**
 * Numbers that judge a model: distances between samples, rankings of scores, bits per dimension.
 */
package org.mollify.experiments.metric;
