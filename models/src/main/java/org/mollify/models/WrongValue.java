package org.mollify.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in a user's words that a setting has a value of the wrong type. */
public final class WrongValue {

  private WrongValue() {}

  /**
   * Describes what a JSON value should have been.
   *
   * @param error what the JSON library found
   * @return one line with the setting, what it expects and, where it is short, what came
   */
  public static String describe(JsonProcessingException error) {
    if (error instanceof MismatchedInputException mismatch
        && mismatch.getTargetType() != null
        && !mismatch.getPath().isEmpty()) {
      String came =
          error instanceof InvalidFormatException format ? "; got " + format.getValue() : "";
      return "%s expects %s%s"
          .formatted(setting(mismatch.getPath()), expected(mismatch.getTargetType()), came);
    }
    return String.valueOf(error.getOriginalMessage()).lines().findFirst().orElse("");
  }

  /**
   * Names what a Java type expects.
   *
   * @param type type of a setting
   * @return such as {@code a whole number}, or the names of an enumeration
   */
  public static String expected(Class<?> type) {
    if (type.isEnum()) {
      return Stream.of(type.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(" or "));
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double", "float", "Float" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "a text";
      case "List", "ArrayList" -> "a list";
      default -> "a value of type " + type.getSimpleName();
    };
  }

  private static String setting(List<Reference> path) {
    return path.stream()
        .map(Reference::getFieldName)
        .filter(name -> name != null)
        .collect(Collectors.joining("."));
  }
}
