/**
 * ONNX graphs as ONNX Runtime runs them: sessions, tensors and roles. All native memory of the
 * runtime is owned here.
 */
package org.mollify.runtime.graph;
