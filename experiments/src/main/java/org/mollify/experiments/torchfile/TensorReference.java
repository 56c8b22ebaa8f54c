package org.mollify.experiments.torchfile;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.mollify.trainer.data.InvalidDataException;

/**
 * What a pickle says of a tensor: a strided view of a storage.
 *
 * @param storage the storage
 * @param offset index of the first element
 * @param shape extents, none negative
 * @param strides steps in elements, none negative
 */
record TensorReference(StorageReference storage, long offset, long[] shape, long[] strides) {

  /**
   * Checks that each element lies within the storage, and that the tensor is no larger than it.
   *
   * @param sizes extents as the pickle has them
   * @param steps strides as the pickle has them
   * @throws InvalidDataException with one line if not
   */
  static TensorReference of(
      Object storage, Object offset, Object sizes, Object steps, String source)
      throws InvalidDataException {
    if (!(storage instanceof StorageReference reference)
        || !(offset instanceof Long first)
        || !(sizes instanceof List<?> extents)
        || !(steps instanceof List<?> strides)
        || extents.size() != strides.size()) {
      throw new InvalidDataException(
          source + " is damaged: a tensor does not state storage, offset, sizes and strides");
    }
    TensorReference tensor =
        new TensorReference(reference, first, numbers(extents, source), numbers(strides, source));
    if (!tensor.fits()) {
      throw new InvalidDataException(
          "%s is damaged: a tensor of shape %s, strides %s and offset %d exceeds its %d elements"
              .formatted(
                  source,
                  Arrays.toString(tensor.shape),
                  Arrays.toString(tensor.strides),
                  first,
                  reference.count()));
    }
    return tensor;
  }

  private static long[] numbers(List<?> values, String source) throws InvalidDataException {
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(values.get(i) instanceof Long number)) {
        throw new InvalidDataException(source + " is damaged: an extent is no whole number");
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private boolean fits() {
    if (offset < 0 || offset > storage.count() || storage.count() > Integer.MAX_VALUE) {
      return false;
    }
    try {
      long size = 1;
      long last = offset;
      for (int i = 0; i < shape.length; i++) {
        if (shape[i] < 0 || strides[i] < 0) {
          return false;
        }
        size = Math.multiplyExact(size, shape[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
      }
      return size == 0 || (size <= storage.count() && last < storage.count());
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Takes the elements out of the storage's little-endian data. */
  TorchTensor read(ByteBuffer data) {
    long size = 1;
    for (long extent : shape) {
      size *= extent;
    }
    float[] values = new float[(int) size];
    long[] index = new long[shape.length];
    long at = offset;
    for (int i = 0; i < size; i++) {
      values[i] = storage.type().read(data, (int) at);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        at -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return new TorchTensor(shape, values);
  }
}
