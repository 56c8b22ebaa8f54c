/**
 * Tracing by partial evaluation: a block runs on arrays that stand in for tensors. Whatever depends
 * on a graph input is recorded as operators; whatever does not is computed at once by the engine.
 */
package org.mollify.exporter.trace;
