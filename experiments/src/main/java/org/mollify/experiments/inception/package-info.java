/**
 * The Inception network whose features make a Fréchet distance an FID: pytorch-fid's Inception v3
 * with its published weights, as a DJL block and as an ONNX graph.
 */
package org.mollify.experiments.inception;
