/**
 * A small CIFAR-10 classifier of our own, trained here, whose features stand in for Inception's
 * where the published weights are not at hand.
 */
package org.mollify.experiments.classifier;
