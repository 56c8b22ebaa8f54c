package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mollify.exporter.graph.Value;

/**
 * Decides for each operation on a tracing array. If no operand depends on a graph input, the engine
 * computes it. Otherwise it is recorded through its {@linkplain LoweringTable lowering}; an
 * operation that DJL defines through others is expanded into those; anything else is refused by
 * name.
 */
final class Dispatcher {
  private static final Map<String, String> IN_PLACE =
      Map.of(
          "addi", "add", "subi", "sub", "muli", "mul", "divi", "div", "modi", "mod", "powi", "pow",
          "signi", "sign", "negi", "neg");

  /** Operations that write into the array they are called on, beside those ending in "i". */
  private static final Set<String> WRITERS = Set.of("set", "setScalar", "intern");

  /** Operations whose result may show the same elements as the array they are called on. */
  private static final Set<String> VIEWS =
      Set.of(
          "reshape",
          "flatten",
          "expandDims",
          "squeeze",
          "transpose",
          "swapAxes",
          "broadcast",
          "get",
          "split",
          "stopGradient",
          "toType",
          "toDevice",
          "diagonal",
          "real",
          "conj",
          "dropout");

  private static final Set<String> SHAPE_READERS =
      Set.of("isScalar", "isSparse", "isEmpty", "shapeEquals");

  private static final Set<String> TRAINING = Set.of("getGradient", "setRequiresGradient");

  /**
   * Operations whose last argument says whether to train: then they are random or keep statistics.
   */
  private static final Set<String> TRAINING_FLAGGED = Set.of("dropout", "batchNorm");

  private final Trace trace;
  private final LoweringTable lowerings;

  Dispatcher(Trace trace, LoweringTable lowerings) {
    this.trace = trace;
    this.lowerings = lowerings;
  }

  /**
   * Runs one operation.
   *
   * @param array what stands behind the array the operation is called on
   * @param self the proxy it is called on: the array or its NDArrayEx
   */
  Object call(TracingArray array, Object self, Method method, Object[] given) throws Throwable {
    Object[] args = given == null ? new Object[0] : given;
    String name = method.getName();
    if (TRAINING.contains(name)) {
      throw refused(method, "gradients do not exist while tracing");
    }
    if (TRAINING_FLAGGED.contains(name) && Boolean.TRUE.equals(args[args.length - 1])) {
      throw refused(method, "it is asked to train; trace inference");
    }
    boolean inPlace = IN_PLACE.containsKey(name);
    if (array.isForeign() && (inPlace || WRITERS.contains(name))) {
      throw refused(method, "it would change an array that belongs to the model; " + advice(name));
    }
    if (!array.isSymbolic() && !Operands.symbolic(args)) {
      return compute(array, self, method, args);
    }
    if (inPlace) {
      return changeInPlace(array, method, args);
    }
    checkReadable(array, method, args);
    Optional<LoweringTable.Lowering> lowering = lowerings.find(method, args);
    if (lowering.isPresent()) {
      return record(array, method, lowering.get());
    }
    if (method.isDefault() && !WRITERS.contains(name)) {
      return InvocationHandler.invokeDefault(self, method, args);
    }
    throw refused(method, "it has no ONNX lowering, and an operand depends on a graph input");
  }

  private Object compute(TracingArray array, Object self, Method method, Object[] args)
      throws Throwable {
    if (method.getName().equals("broadcast")) {
      Operands.checkKnown(method, args[0]);
    }
    NDArray engineArray = array.engineArray();
    Object target = self instanceof NDArray ? engineArray : engineArray.getNDArrayInternal();
    Object result;
    try {
      result = method.invoke(target, Operands.unwrap(trace, args));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    boolean view = VIEWS.contains(method.getName());
    if (result == engineArray) {
      return array.proxy();
    }
    if (result instanceof NDArray computed) {
      return wrap(array, computed, view);
    }
    if (result instanceof NDList list) {
      NDList wrapped = new NDList();
      list.forEach(computed -> wrapped.add(wrap(array, computed, view)));
      return wrapped;
    }
    return result;
  }

  private NDArray wrap(TracingArray origin, NDArray computed, boolean view) {
    TracingArray result = TracingArray.computed(trace, computed);
    if (view) {
      origin.shareWith(result);
    }
    return result.proxy();
  }

  private Object record(TracingArray array, Method method, LoweringTable.Lowering lowering)
      throws Throwable {
    Object result;
    try {
      result = lowering.record(trace.value(array.proxy()));
    } catch (UntraceableException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UntraceableException(nameOf(method) + ": " + e.getMessage(), e);
    }
    boolean view = VIEWS.contains(method.getName());
    if (result instanceof Value value) {
      NDArray recorded = arrayOf(array, value, view);
      return method.getReturnType() == NDList.class ? new NDList(recorded) : recorded;
    }
    NDList list = new NDList();
    for (Object value : (List<?>) result) {
      list.add(arrayOf(array, (Value) value, view));
    }
    return list;
  }

  private NDArray arrayOf(TracingArray origin, Value value, boolean view) {
    if (origin.isSymbolic() && origin.value() == value && view) {
      return origin.proxy();
    }
    NDArray array = trace.array(value);
    if (view) {
      origin.shareWith(TracingArray.behind(array));
    }
    return array;
  }

  private Object changeInPlace(TracingArray array, Method method, Object[] args) throws Throwable {
    if (array.isShared()) {
      throw refused(
          method,
          "other arrays (an input or a view) may show the same elements; "
              + advice(method.getName()));
    }
    Method functional =
        NDArray.class.getMethod(IN_PLACE.get(method.getName()), method.getParameterTypes());
    NDArray self = array.proxy();
    NDArray result = (NDArray) call(array, self, functional, args);
    boolean sameKind =
        result.getDataType().getFormat() == self.getDataType().getFormat()
            || self.getDataType().isFloating();
    if (!result.getShape().equals(self.getShape()) || !sameKind) {
      throw refused(
          method,
          "the result "
              + result.getDataType()
              + result.getShape()
              + " does not fit into "
              + self.getDataType()
              + self.getShape());
    }
    array.become(TracingArray.behind(result.toType(self.getDataType(), false)));
    return self;
  }

  private static void checkReadable(TracingArray array, Method method, Object[] args) {
    Class<?> returned = method.getReturnType();
    String name = method.getName();
    boolean readsSize = name.equals("size");
    if (readsSize && args.length == 0 && array.proxy().getShape().getUnknownValueCount() > 0) {
      throw refused(method, "the batch size is not known while tracing");
    }
    boolean givesArrays = returned == NDArray.class || returned == NDList.class;
    boolean givesOther = returned.isInterface() || returned == void.class;
    if (!givesArrays && !givesOther && !readsSize && !SHAPE_READERS.contains(name)) {
      throw refused(
          method,
          "it reads the value of an array that depends on a graph input; if another array took this"
              + " one as operand, make that array with getManager().create or a Parameter");
    }
  }

  private static String advice(String name) {
    return IN_PLACE.containsKey(name) ? "write " + IN_PLACE.get(name) : "make a new array";
  }

  static UntraceableException refused(Method method, String reason) {
    return new UntraceableException(nameOf(method) + " cannot be traced: " + reason);
  }

  private static String nameOf(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }
}
