/** A small image classifier of our own, whose last layer but one gives features. */
package org.mollify.experiments.classifier;
