package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an operator accepts: number of inputs, element types, attributes.
 *
 * @param minInputs least number of inputs
 * @param maxInputs greatest number of inputs
 * @param typedInput the input whose element type is restricted
 * @param dataTypes element types for which ONNX Runtime's CPU provider has a kernel
 * @param attributes attribute name to its kind and whether it must be set
 * @param rule types of the results
 */
record Signature(
    int minInputs,
    int maxInputs,
    int typedInput,
    Set<DataType> dataTypes,
    Map<String, Slot> attributes,
    TypeRule rule) {

  /** Kind of an attribute and whether it must be set. */
  record Slot(Attribute.Kind kind, boolean required) {}

  static Signature of(int inputs, Set<DataType> dataTypes, Function<Call, TensorType> rule) {
    return ruled(inputs, inputs, dataTypes, TypeRule.single(rule));
  }

  static Signature of(
      int minInputs, int maxInputs, Set<DataType> dataTypes, Function<Call, TensorType> rule) {
    return ruled(minInputs, maxInputs, dataTypes, TypeRule.single(rule));
  }

  static Signature ruled(int minInputs, int maxInputs, Set<DataType> dataTypes, TypeRule rule) {
    return new Signature(minInputs, maxInputs, 0, dataTypes, Map.of(), rule);
  }

  Signature typedBy(int input) {
    return new Signature(minInputs, maxInputs, input, dataTypes, attributes, rule);
  }

  Signature required(String name, Attribute.Kind kind) {
    return with(name, new Slot(kind, true));
  }

  Signature optional(String name, Attribute.Kind kind) {
    return with(name, new Slot(kind, false));
  }

  private Signature with(String name, Slot slot) {
    Map<String, Slot> extended = new LinkedHashMap<>(attributes);
    extended.put(name, slot);
    return new Signature(minInputs, maxInputs, typedInput, dataTypes, extended, rule);
  }

  /**
   * Checks a proposed application and puts its attributes in declared order.
   *
   * @throws IllegalArgumentException naming the operator and what does not fit
   */
  Call check(Operator operator, List<Value> inputs, List<Attribute> proposed) {
    String name = operator.onnxName();
    if (inputs.size() < minInputs || inputs.size() > maxInputs) {
      String expected = minInputs == maxInputs ? "" + minInputs : minInputs + " to " + maxInputs;
      throw new IllegalArgumentException(
          name + " takes " + expected + " inputs, got " + inputs.size());
    }
    DataType dataType = inputs.get(typedInput).type().dataType();
    if (!dataTypes.contains(dataType)) {
      throw new IllegalArgumentException(
          name
              + " has no "
              + dataType
              + " kernel in ONNX Runtime, only "
              + dataTypes.stream()
                  .sorted()
                  .map(DataType::toString)
                  .collect(Collectors.joining(", "))
              + "; convert with toType first");
    }
    return new Call(operator, List.copyOf(inputs), ordered(name, proposed));
  }

  private List<Attribute> ordered(String name, List<Attribute> proposed) {
    Map<String, Attribute> byName = new LinkedHashMap<>();
    for (Attribute attribute : proposed) {
      Slot slot = attributes.get(attribute.name());
      if (slot == null) {
        throw new IllegalArgumentException(
            name + " has no attribute '" + attribute.name() + "', only " + attributes.keySet());
      }
      if (slot.kind() != attribute.kind()) {
        throw new IllegalArgumentException(
            name
                + "'s attribute '"
                + attribute.name()
                + "' is of kind "
                + slot.kind()
                + ", got "
                + attribute.kind());
      }
      if (byName.put(attribute.name(), attribute) != null) {
        throw new IllegalArgumentException(
            name + "'s attribute '" + attribute.name() + "' is given twice");
      }
    }
    List<Attribute> ordered = new ArrayList<>();
    attributes.forEach(
        (attributeName, slot) -> {
          Attribute attribute = byName.get(attributeName);
          if (attribute != null) {
            ordered.add(attribute);
          } else if (slot.required()) {
            throw new IllegalArgumentException(
                name + " needs its attribute '" + attributeName + "' of kind " + slot.kind());
          }
        });
    return List.copyOf(ordered);
  }
}
