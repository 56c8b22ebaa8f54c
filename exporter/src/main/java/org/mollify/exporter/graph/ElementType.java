package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** The element types a graph may hold, with their codes in {@code TensorProto.DataType}. */
public enum ElementType {
  FLOAT32(DataType.FLOAT32, 1),
  UINT8(DataType.UINT8, 2),
  INT8(DataType.INT8, 3),
  INT32(DataType.INT32, 6),
  INT64(DataType.INT64, 7),
  BOOLEAN(DataType.BOOLEAN, 9),
  FLOAT16(DataType.FLOAT16, 10),
  FLOAT64(DataType.FLOAT64, 11);

  private final DataType dataType;
  private final int code;

  ElementType(DataType dataType, int code) {
    this.dataType = dataType;
    this.code = code;
  }

  /**
   * The element type of that name in DJL.
   *
   * @throws IllegalArgumentException if a graph cannot hold it
   */
  public static ElementType of(DataType dataType) {
    return Arrays.stream(values())
        .filter(type -> type.dataType == dataType)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("a graph holds no " + dataType + " elements"));
  }

  /**
   * The element type with that code.
   *
   * @throws IllegalArgumentException if the code is unknown
   */
  public static ElementType ofCode(long code) {
    return Arrays.stream(values())
        .filter(type -> type.code == code)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no element type has the ONNX code " + code));
  }

  /** The type in DJL. */
  public DataType dataType() {
    return dataType;
  }

  /** The code in {@code TensorProto.DataType}. */
  public int code() {
    return code;
  }
}
