package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * The manager that traced code sees. What it creates are constants, computed by the engine. Random
 * arrays and shapes that hold the unknown batch size are refused. Closing it or a sub-manager frees
 * nothing: the trace owns all memory until it ends.
 */
final class TracingManager implements InvocationHandler {
  private final Trace trace;

  private TracingManager(Trace trace) {
    this.trace = trace;
  }

  static NDManager proxy(Trace trace) {
    return (NDManager)
        Proxy.newProxyInstance(
            TracingManager.class.getClassLoader(),
            new Class<?>[] {NDManager.class},
            new TracingManager(trace));
  }

  @Override
  public Object invoke(Object self, Method method, Object[] args) throws Throwable {
    String name = method.getName();
    if (name.startsWith("random") || name.startsWith("sample") || name.equals("truncatedNormal")) {
      throw new UntraceableException(
          "NDManager." + name + ": graphs hold no random operator; declare a noise input instead");
    }
    switch (name) {
      case "newSubManager", "getParentManager":
        return self;
      case "close", "cap", "attachInternal", "attachUncappedInternal":
      case "tempAttachInternal", "detachInternal", "attachAll", "tempAttachAll":
        return null;
      case "ret":
        return args[0];
      case "getManagedArrays":
        return List.of();
      case "from":
        return from((NDArray) args[0]);
      case "hashCode":
        return System.identityHashCode(self);
      case "equals":
        return self == args[0];
      case "toString":
        return "tracing manager";
      default:
        return create(method, args);
    }
  }

  private NDArray from(NDArray array) {
    return array == null || TracingArray.behind(array) != null ? array : trace.foreign(array);
  }

  private Object create(Method method, Object[] args) throws Throwable {
    if (args != null) {
      for (Object arg : args) {
        if (arg instanceof Shape shape && shape.getUnknownValueCount() > 0) {
          throw new UntraceableException(
              "NDManager."
                  + method.getName()
                  + " of shape "
                  + shape
                  + ": the batch size is not known while tracing; rely on broadcasting, or use"
                  + " zerosLike or onesLike of a traced array");
        }
      }
    }
    Object result;
    try {
      result = method.invoke(trace.owner(), args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (result instanceof NDArray array) {
      return TracingArray.computed(trace, array).proxy();
    }
    if (result instanceof NDList list) {
      NDList wrapped = new NDList();
      list.forEach(array -> wrapped.add(TracingArray.computed(trace, array).proxy()));
      return wrapped;
    }
    return result;
  }
}
