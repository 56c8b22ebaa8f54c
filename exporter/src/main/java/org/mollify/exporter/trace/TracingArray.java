package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.mollify.exporter.graph.Value;

/**
 * What stands behind an array during a trace: either an engine's array, known now, or a value of
 * the graph. The array itself is a proxy, so each of the interface's two hundred operations takes
 * one of three ways in {@link Dispatcher}: computed exactly as the engine does, recorded, or
 * refused by name.
 */
final class TracingArray implements InvocationHandler {
  private final Trace trace;
  private final NDArray proxy;
  private final NDArrayEx extended;
  private final String uid = NDManager.nextUid();
  private Object content;
  private boolean foreign;
  private boolean shared;
  private boolean closed;
  private String name;

  private TracingArray(Trace trace, Object content, boolean foreign, boolean shared) {
    this.trace = trace;
    this.content = content;
    this.foreign = foreign;
    this.shared = shared;
    ClassLoader loader = TracingArray.class.getClassLoader();
    proxy = (NDArray) Proxy.newProxyInstance(loader, new Class<?>[] {NDArray.class}, this);
    InvocationHandler operations =
        (self, method, args) ->
            switch (method.getName()) {
              case "getArray" -> proxy;
              case "hashCode" -> System.identityHashCode(self);
              case "equals" -> self == args[0];
              case "toString" -> "operations of " + this;
              default -> trace.dispatcher().call(this, self, method, args);
            };
    extended =
        (NDArrayEx) Proxy.newProxyInstance(loader, new Class<?>[] {NDArrayEx.class}, operations);
  }

  /** A value of the graph that this array alone stands for. */
  static TracingArray symbolic(Trace trace, Value value) {
    return new TracingArray(trace, value, false, false);
  }

  /** A value of the graph that others may stand for too. */
  static TracingArray shared(Trace trace, Value value) {
    return new TracingArray(trace, value, false, true);
  }

  /** An engine's array made during the trace. */
  static TracingArray computed(Trace trace, NDArray array) {
    return new TracingArray(trace, array, false, false);
  }

  /** An engine's array whose memory belongs to the model or the caller. */
  static TracingArray foreign(Trace trace, NDArray array) {
    return new TracingArray(trace, array, true, true);
  }

  /** What stands behind an array, or null if it is no tracing array. */
  static TracingArray behind(Object array) {
    boolean traced =
        array instanceof NDArray
            && Proxy.isProxyClass(array.getClass())
            && Proxy.getInvocationHandler(array) instanceof TracingArray;
    return traced ? (TracingArray) Proxy.getInvocationHandler(array) : null;
  }

  Trace trace() {
    return trace;
  }

  NDArray proxy() {
    return proxy;
  }

  boolean isSymbolic() {
    return content instanceof Value;
  }

  Value value() {
    return (Value) content;
  }

  NDArray engineArray() {
    return (NDArray) content;
  }

  /** Whether the memory belongs to the model or the caller. */
  boolean isForeign() {
    return foreign;
  }

  /** Whether another array may show the same elements: then writing to one alone would be wrong. */
  boolean isShared() {
    return shared;
  }

  /** Notes that the two arrays show the same elements. */
  void shareWith(TracingArray view) {
    shared = true;
    view.shared = true;
    view.foreign |= foreign;
  }

  /** Takes over another array's content: a change in place. */
  void become(TracingArray other) {
    content = other.content;
  }

  @Override
  public Object invoke(Object self, Method method, Object[] args) throws Throwable {
    if (closed
        && !List.of("close", "isReleased", "toString", "getUid").contains(method.getName())) {
      throw new IllegalStateException("this array is already closed");
    }
    switch (method.getName()) {
      case "getManager":
        return trace.manager();
      case "getUid":
        return uid;
      case "getName":
        return name;
      case "setName":
        name = (String) args[0];
        return null;
      case "getDevice":
        return trace.owner().getDevice();
      case "getDataType":
        return dataType();
      case "getShape":
        return shape();
      case "getSparseFormat":
        return SparseFormat.DENSE;
      case "getNDArrayInternal":
        return extended;
      case "getResourceNDArrays":
        return List.of(proxy);
      case "isReleased":
        return closed;
      case "close":
        closed = true;
        return null;
      case "attach", "tempAttach", "returnResource", "detach":
        return null;
      case "hasGradient":
        return false;
      case "scaleGradient":
        return proxy.stopGradient();
      case "hashCode":
        return System.identityHashCode(self);
      case "equals":
        return self == args[0]
            || (!isSymbolic()
                && args[0] instanceof NDArray
                && (boolean) trace.dispatcher().call(this, self, method, args));
      case "toString":
        return toString();
      default:
        return trace.dispatcher().call(this, self, method, args);
    }
  }

  private DataType dataType() {
    return isSymbolic() ? value().type().dataType() : engineArray().getDataType();
  }

  private Shape shape() {
    return isSymbolic() ? value().type().shape() : engineArray().getShape();
  }

  @Override
  public String toString() {
    if (closed) {
      return "This array is already closed";
    }
    return isSymbolic() ? "traced " + value().type() : engineArray().toString();
  }
}
