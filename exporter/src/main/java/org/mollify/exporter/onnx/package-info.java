/** Writes finished graphs in the ONNX file format. */
package org.mollify.exporter.onnx;
