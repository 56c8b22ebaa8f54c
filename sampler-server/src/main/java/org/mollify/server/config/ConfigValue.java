package org.mollify.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mollify.server.NearestName;
import org.mollify.server.config.ServerConfig.ModelEntry;

/** Values of keys: from a node of a file or from a text, to the type of the key, strictly. */
final class ConfigValue {
  /** A value of the wrong type; the message says what was expected. */
  static final class WrongValueException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongValueException(String expected) {
      super(expected, null, false, false);
    }
  }

  private ConfigValue() {}

  /**
   * The node that a text stands for, as in an environment variable. Lists have commas between their
   * elements; a model with a name is {@code name=path}. A map is a line of YAML.
   */
  static JsonNode ofText(Type type, String text) {
    String value = text.strip();
    if (isMap(type)) {
      return ofYaml(value);
    }
    if (type instanceof ParameterizedType) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      Arrays.stream(value.split(","))
          .map(String::strip)
          .filter(element -> !element.isEmpty())
          .forEach(element -> list.add(element(elementType(type), element)));
      return list;
    }
    if (type == int.class && value.matches("-?\\d{1,9}")) {
      return IntNode.valueOf(Integer.parseInt(value));
    }
    if (type == double.class && value.matches("-?\\d+(\\.\\d+)?")) {
      return DoubleNode.valueOf(Double.parseDouble(value));
    }
    if (type == boolean.class && (value.equals("true") || value.equals("false"))) {
      return BooleanNode.valueOf(value.equals("true"));
    }
    return TextNode.valueOf(value);
  }

  /**
   * The value of a node.
   *
   * @param folder what relative paths are relative to
   */
  static Object read(Type type, JsonNode node, Path folder) throws WrongValueException {
    if (isMap(type)) {
      return map((Class<?>) elementType(type), node, folder);
    } else if (type instanceof ParameterizedType) {
      return list(elementType(type), node, folder);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == int.class) {
      return check(node.isInt(), "a whole number") ? node.intValue() : 0;
    } else if (raw == double.class) {
      return check(node.isNumber(), "a number") ? node.doubleValue() : 0;
    } else if (raw == boolean.class) {
      return check(node.isBoolean(), "true or false") && node.booleanValue();
    } else if (raw == ModelEntry.class) {
      return model(node, folder);
    }
    check(node.isTextual(), expected(raw));
    return text(raw, node.textValue(), folder);
  }

  private static Object text(Class<?> raw, String text, Path folder) throws WrongValueException {
    try {
      if (raw == Duration.class) {
        return DurationText.parse(text);
      } else if (raw == ByteSize.class) {
        return ByteSize.parse(text);
      } else if (raw == Secret.class) {
        return new Secret(text);
      } else if (raw == Path.class) {
        return folder.resolve(text);
      } else if (raw.isEnum()) {
        return constant(raw, text);
      }
      return text;
    } catch (InvalidPathException | ArithmeticException e) {
      throw new WrongValueException(expected(raw));
    } catch (IllegalArgumentException e) {
      throw new WrongValueException(e.getMessage());
    }
  }

  private static Object constant(Class<?> raw, String text) throws WrongValueException {
    for (Object constant : raw.getEnumConstants()) {
      if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new WrongValueException(expected(raw));
  }

  private static String expected(Class<?> raw) {
    if (raw == Duration.class) {
      return DurationText.EXPECTED;
    } else if (raw == ByteSize.class) {
      return ByteSize.EXPECTED;
    } else if (raw == Path.class) {
      return "a path";
    } else if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(" or "));
    }
    return "a text";
  }

  private static List<Object> list(Type element, JsonNode node, Path folder)
      throws WrongValueException {
    check(
        node.isArray(),
        element == ModelEntry.class ? "a list of bundle folders" : "a list of texts");
    List<Object> values = new ArrayList<>();
    for (JsonNode one : node) {
      values.add(read(element, one, folder));
    }
    return values;
  }

  private static Map<String, Object> map(Class<?> element, JsonNode node, Path folder)
      throws WrongValueException {
    check(node.isObject(), "names with keys below them");
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      values.put(entry.getKey(), record(element, entry.getKey(), entry.getValue(), folder));
    }
    return values;
  }

  /** A record of whole numbers; what is left out is 0. */
  private static Object record(Class<?> type, String name, JsonNode node, Path folder)
      throws WrongValueException {
    List<String> known =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    check(node.isObject(), "some of " + String.join(", ", known) + " below " + name);
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      check(
          known.contains(field.getKey()),
          "some of "
              + String.join(", ", known)
              + " below "
              + name
              + "; it has "
              + field.getKey()
              + NearestName.suggestion(field.getKey(), known));
    }
    Object[] values = new Object[known.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.path(known.get(i));
      Type component = type.getRecordComponents()[i].getGenericType();
      values[i] = read(component, value.isMissingNode() ? IntNode.valueOf(0) : value, folder);
    }
    return ConfigKey.create(type, values);
  }

  private static ModelEntry model(JsonNode node, Path folder) throws WrongValueException {
    JsonNode path = node.isTextual() ? node : node.path("path");
    JsonNode name = node.path("name");
    boolean known = node.isTextual() || node.propertyStream().allMatch(f -> isModelKey(f.getKey()));
    check(
        known && path.isTextual() && (name.isMissingNode() || name.isTextual()),
        "a path or {path: ..., name: ...} for each model");
    return new ModelEntry(folder.resolve(path.textValue()), name.textValue());
  }

  private static boolean isModelKey(String key) {
    return key.equals("path") || key.equals("name");
  }

  private static JsonNode element(Type type, String text) {
    int equals = text.indexOf('=');
    if (type == ModelEntry.class && equals > 0) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("name", text.substring(0, equals))
          .put("path", text.substring(equals + 1));
    }
    return TextNode.valueOf(text);
  }

  private static JsonNode ofYaml(String text) {
    try {
      return YamlFile.parse(text, text);
    } catch (IOException e) {
      return TextNode.valueOf(text);
    }
  }

  private static boolean isMap(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Map.class;
  }

  /** Type of the elements of a list, or of the values of a map. */
  private static Type elementType(Type type) {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }

  private static boolean check(boolean fits, String expected) throws WrongValueException {
    if (!fits) {
      throw new WrongValueException(expected);
    }
    return true;
  }
}
