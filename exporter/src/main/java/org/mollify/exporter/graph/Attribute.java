package org.mollify.exporter.graph;

import java.util.Arrays;
import java.util.List;

/** A named, typed attribute of a node. */
public sealed interface Attribute {

  /** The attribute types that occur in the operators used. */
  enum Kind {
    INT,
    FLOAT,
    INTS,
    STRING,
    TENSOR
  }

  /** Name by the ONNX specification. */
  String name();

  /** Type of the value. */
  Kind kind();

  /** An integer. */
  static Attribute of(String name, long value) {
    return new Int(name, value);
  }

  /** A flag, written as the integer 0 or 1. */
  static Attribute of(String name, boolean value) {
    return new Int(name, value ? 1 : 0);
  }

  /** A single-precision number. */
  static Attribute of(String name, float value) {
    return new Real(name, value);
  }

  /** A list of integers. */
  static Attribute of(String name, long[] values) {
    return new Ints(name, Arrays.stream(values).boxed().toList());
  }

  /** A text. */
  static Attribute of(String name, String value) {
    return new Text(name, value);
  }

  /** A tensor. */
  static Attribute of(String name, Constant value) {
    return new Tensor(name, value);
  }

  /** An integer attribute. */
  record Int(String name, long value) implements Attribute {
    @Override
    public Kind kind() {
      return Kind.INT;
    }
  }

  /** A single-precision attribute. */
  record Real(String name, float value) implements Attribute {
    @Override
    public Kind kind() {
      return Kind.FLOAT;
    }
  }

  /** A list of integers. */
  record Ints(String name, List<Long> values) implements Attribute {
    @Override
    public Kind kind() {
      return Kind.INTS;
    }

    /** The integers as an array. */
    public long[] toArray() {
      return values.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** A text attribute. */
  record Text(String name, String value) implements Attribute {
    @Override
    public Kind kind() {
      return Kind.STRING;
    }
  }

  /** A tensor attribute. */
  record Tensor(String name, Constant value) implements Attribute {
    @Override
    public Kind kind() {
      return Kind.TENSOR;
    }
  }
}
