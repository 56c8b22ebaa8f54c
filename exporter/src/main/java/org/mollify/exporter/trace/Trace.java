package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.GraphBuilder;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.graph.Value;

/** State of one trace: the graph so far, and the engine's manager that owns computed constants. */
final class Trace {
  private final GraphBuilder graph = new GraphBuilder();
  private final NDManager owner;
  private final NDManager manager;
  private final Dispatcher dispatcher;
  private final TransposedConvolutionForm transposed;

  Trace(NDManager owner, TransposedConvolutionForm transposed) {
    this.owner = owner;
    this.transposed = transposed;
    this.manager = TracingManager.proxy(this);
    this.dispatcher = new Dispatcher(this, new LoweringTable(this));
  }

  GraphBuilder graph() {
    return graph;
  }

  /** The engine's own manager. */
  NDManager owner() {
    return owner;
  }

  /** The manager that traced code sees. */
  NDManager manager() {
    return manager;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** How transposed convolutions are recorded. */
  TransposedConvolutionForm transposed() {
    return transposed;
  }

  /** Declares a graph input. */
  NDArray input(GraphInput input) {
    return TracingArray.shared(this, graph.input(input)).proxy();
  }

  /** The array that stands for a value. */
  NDArray array(Value value) {
    return value instanceof Constant constant
        ? TracingArray.computed(this, engineArray(constant)).proxy()
        : TracingArray.symbolic(this, value).proxy();
  }

  /**
   * A constant over an array that belongs to the model or the caller: read, never written. Its
   * alias is detached from gradients, so that nothing computed from it outlives the trace.
   */
  NDArray foreign(NDArray array) {
    NDArray alias = array.stopGradient();
    alias.attach(owner);
    return TracingArray.foreign(this, alias).proxy();
  }

  /** The value that an array stands for; an array of the engine is a constant. */
  Value value(NDArray array) {
    TracingArray traced = TracingArray.behind(array);
    if (traced == null) {
      return constant(array);
    }
    if (traced.trace() != this) {
      throw new UntraceableException("an array of one trace is used in another");
    }
    return traced.isSymbolic() ? traced.value() : constant(traced.engineArray());
  }

  /** The content of an engine's array. DJL has natives for little-endian machines only. */
  Constant constant(NDArray array) {
    ByteBuffer buffer = array.toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return graph.constant(new Constant(array.getDataType(), array.getShape(), bytes));
  }

  /** An engine's array with a constant's content. */
  NDArray engineArray(Constant constant) {
    ByteBuffer content = constant.littleEndian();
    ByteBuffer direct = owner.allocateDirect(content.remaining());
    direct.put(content).rewind();
    return owner.create(direct, constant.type().shape(), constant.type().dataType());
  }
}
