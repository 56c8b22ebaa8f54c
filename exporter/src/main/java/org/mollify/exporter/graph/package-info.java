/**
 * ONNX graphs that cannot be malformed: operators as an enum with arity, typed attributes and a
 * rule for the type of each result; values whose shape has one symbolic axis, the batch; a builder
 * that shares equal constants and equal nodes and drops what no output needs.
 */
package org.mollify.exporter.graph;
