/**
 * Checkpoint in, bundle out. Start at {@link org.mollify.exporter.BundleExport}: it traces the
 * faces of a model into ONNX graphs, runs them in ONNX Runtime against the model in double
 * precision, and writes a bundle if they agree.
 */
package org.mollify.exporter;
