package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mollify.exporter.graph.Value;

/**
 * Finds the lowering of an operation. A lowering is a public method of one of the families below;
 * it has the name and the parameters of the operation in {@link NDArray} or {@link NDArrayEx} that
 * it lowers, after a first parameter for the value the operation is called on. An operation that
 * takes a number is lowered as the one that takes a scalar array, as the engine does it.
 */
final class LoweringTable {

  /** A lowering together with its arguments. */
  @FunctionalInterface
  interface Lowering {
    /** Records the operation on a value; returns a {@link Value} or a list of them. */
    Object record(Value self) throws Throwable;
  }

  private record Entry(Object family, Method method) {}

  private final Map<String, Entry> entries = new HashMap<>();
  private final Trace trace;

  LoweringTable(Trace trace) {
    this.trace = trace;
    List.of(
            new ArithmeticLowerings(trace),
            new ComparisonLowerings(trace),
            new PointwiseLowerings(trace),
            new ActivationLowerings(trace),
            new ReductionLowerings(trace),
            new LayoutLowerings(trace),
            new RepetitionLowerings(trace),
            new JoiningLowerings(trace),
            new IndexingLowerings(trace),
            new ProductLowerings(trace),
            new ConvolutionLowerings(trace),
            new NormalisationLowerings(trace))
        .forEach(this::register);
  }

  private void register(Lowerings family) {
    for (Method method : family.getClass().getDeclaredMethods()) {
      if (!Modifier.isPublic(method.getModifiers())) {
        continue;
      }
      Class<?>[] parameters = method.getParameterTypes();
      Class<?>[] lowered = Arrays.copyOfRange(parameters, 1, parameters.length);
      boolean known =
          exists(NDArray.class, method, lowered) || exists(NDArrayEx.class, method, lowered);
      if (!known
          || entries.put(key(method.getName(), lowered), new Entry(family, method)) != null) {
        throw new IllegalStateException(method + " lowers no operation, or one already lowered");
      }
    }
  }

  private static boolean exists(Class<?> type, Method method, Class<?>... parameters) {
    try {
      type.getMethod(method.getName(), parameters);
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** Names of all operations that have a lowering. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    entries.values().forEach(entry -> names.add(entry.method().getName()));
    return names;
  }

  /** The lowering of an operation with these arguments, if it has one. */
  Optional<Lowering> find(Method operation, Object[] args) {
    Class<?>[] parameters = operation.getParameterTypes();
    Entry entry = entries.get(key(operation.getName(), parameters));
    if (entry != null) {
      return Optional.of(self -> invoke(entry, self, args));
    }
    if (Arrays.equals(parameters, new Class<?>[] {Number.class})) {
      Entry onArray = entries.get(key(operation.getName(), NDArray.class));
      if (onArray != null) {
        return Optional.of(self -> invoke(onArray, self, trace.owner().create((Number) args[0])));
      }
    }
    return Optional.empty();
  }

  private static Object invoke(Entry entry, Value self, Object... args) throws Throwable {
    Object[] all = new Object[args.length + 1];
    all[0] = self;
    System.arraycopy(args, 0, all, 1, args.length);
    try {
      return entry.method().invoke(entry.family(), all);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String key(String name, Class<?>... parameters) {
    return name + Arrays.toString(parameters);
  }
}
