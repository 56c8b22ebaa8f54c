package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.function.Supplier;

/** One parameter and its gradient, reached in the tensors' own memory where that is possible. */
final class TrainedParameter {
  private final String name;
  private final Supplier<NDArray> source;
  private final Shape shape;
  private final boolean inMemory;
  private NDArray known;
  private boolean gradientSeen;

  TrainedParameter(String name, Supplier<NDArray> source, boolean mayUseMemory) {
    this.name = name;
    this.source = source;
    this.known = source.get();
    this.shape = known.getShape();
    if (!known.hasGradient()) {
      throw new IllegalArgumentException("parameter " + name + " takes no gradient");
    }
    this.inMemory = mayUseMemory && isMemoryView(known);
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  int size() {
    return Math.toIntExact(shape.size());
  }

  /** Returns whether {@link #memory} and {@link #gradientMemory} may be used. */
  boolean inMemory() {
    return inMemory;
  }

  /** Returns the array that the parameter holds now. */
  NDArray array() {
    NDArray array = source.get();
    if (array != known) {
      if (!array.getShape().equals(shape) || inMemory && !isMemoryView(array)) {
        throw new IllegalStateException(
            "parameter "
                + name
                + " was replaced by an array of another shape, device or layout; build a new"
                + " optimiser");
      }
      known = array;
      gradientSeen = false;
    }
    return array;
  }

  /** Returns a view of the parameter's memory, good until the parameter is set. */
  FloatBuffer memory() {
    return view(array());
  }

  /**
   * Returns whether a backward pass has reached the parameter. {@link NDArray#getGradient} alone
   * does not tell: it answers with fresh zeros where there is no gradient.
   */
  boolean hasGradient() {
    NDArray array = array();
    if (!gradientSeen) {
      gradientSeen = sharesGradient(array);
    }
    return gradientSeen;
  }

  /** Two handles of a true gradient share memory: what is written into one shows in the other. */
  private static boolean sharesGradient(NDArray array) {
    try (NDManager scratch = array.getManager().newSubManager();
        NDArray one = array.getGradient();
        NDArray other = array.getGradient()) {
      NDArray saved = copy(scratch, one);
      // NaN and infinity survive the subtraction, and differ from zero too.
      one.subi(one).addi(1);
      boolean shared = !other.contentEquals(zeros(scratch, other));
      assign(one, saved);
      return shared;
    }
  }

  /** Returns zeros like an array, owned by {@code scratch}. */
  static NDArray zeros(NDManager scratch, NDArray array) {
    return scratch.zeros(array.getShape(), array.getDataType(), array.getDevice());
  }

  /** Returns a copy of an array, owned by {@code scratch}. */
  static NDArray copy(NDManager scratch, NDArray array) {
    NDArray copy = array.duplicate();
    copy.attach(scratch);
    return copy;
  }

  /** Writes values into an array's own memory, which {@code set(Buffer)} would replace. */
  static void assign(NDArray target, NDArray values) {
    if (target.getShape().dimension() > 0) {
      target.set(new NDIndex("..."), values);
      return;
    }
    // A scalar has no axis to index; seen as one axis it has.
    try (NDArray flatTarget = target.reshape(1);
        NDArray flatValues = values.reshape(1)) {
      flatTarget.set(new NDIndex("..."), flatValues);
    }
  }

  private static boolean isMemoryView(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32
        || array.getDevice().isGpu()
        || array.size() > Integer.MAX_VALUE / Float.BYTES) {
      return false;
    }
    // An array that is not contiguous answers with a view of a copy, another one every time.
    FloatBuffer one = view(array);
    FloatBuffer other = view(array);
    float saved = one.get(0);
    one.put(0, Float.intBitsToFloat(Float.floatToRawIntBits(saved) ^ 1));
    boolean shared = Float.floatToRawIntBits(other.get(0)) == Float.floatToRawIntBits(one.get(0));
    one.put(0, saved);
    return shared;
  }

  static FloatBuffer view(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
