/**
 * Networks that turn images into features, run by ONNX Runtime, and what a distance over their
 * features is called.
 */
package org.mollify.experiments.features;
