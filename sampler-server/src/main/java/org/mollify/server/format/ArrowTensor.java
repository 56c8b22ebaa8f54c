package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The canonical extension type {@code arrow.fixed_shape_tensor}: lists of one size whose metadata,
 * a JSON object, give the shape of the array that each of them is, row-major, and perhaps a
 * permutation of its axes. Source: Arrow columnar format, "Canonical extension types".
 */
final class ArrowTensor {
  private static final String NAME_KEY = "ARROW:extension:name";
  private static final String METADATA_KEY = "ARROW:extension:metadata";
  private static final String NAME = "arrow.fixed_shape_tensor";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private ArrowTensor() {}

  /** Metadata of a column of arrays of one shape. */
  static Map<String, String> metadata(List<Long> shape) {
    String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining(","));
    return Map.of(NAME_KEY, NAME, METADATA_KEY, "{\"shape\":[" + sizes + "]}");
  }

  /**
   * Fails when a column says of its values that they come in another order than that of the model.
   *
   * @param column a column of lists, with the extension type or without
   * @param shape what the model takes
   * @throws org.mollify.server.problem.ProblemException with status 422 when the shape is another
   *     one or the axes are permuted, 400 when the metadata cannot be read
   */
  static void check(Field column, ItemShape shape) {
    if (!NAME.equals(column.getMetadata().get(NAME_KEY))) {
      return;
    }
    JsonNode layout = layout(column);
    List<Long> sizes = sizes(column, layout, "shape");
    if (!shape.fits(sizes)) {
      throw RowReader.rowProblem(
          said(column) + "has tensors of the shape " + sizes + "; expected " + shape.expected());
    }
    if (!layout.path("permutation").isMissingNode() && !layout.path("permutation").isNull()) {
      List<Long> permutation = sizes(column, layout, "permutation");
      if (!permutation.equals(LongStream.range(0, sizes.size()).boxed().toList())) {
        throw RowReader.rowProblem(
            said(column)
                + "has its axes permuted as "
                + permutation
                + "; send the tensors in the order "
                + shape.expected()
                + " without a permutation");
      }
    }
  }

  private static JsonNode layout(Field column) {
    try {
      return JSON.readTree(column.getMetadata().getOrDefault(METADATA_KEY, ""));
    } catch (JsonProcessingException e) {
      throw unreadable(column);
    }
  }

  private static List<Long> sizes(Field column, JsonNode layout, String key) {
    JsonNode list = layout.path(key);
    List<Long> sizes = new ArrayList<>();
    for (JsonNode size : list) {
      if (!size.isIntegralNumber() || !size.canConvertToLong()) {
        throw unreadable(column);
      }
      sizes.add(size.longValue());
    }
    if (!list.isArray()) {
      throw unreadable(column);
    }
    return sizes;
  }

  private static RuntimeException unreadable(Field column) {
    return RowReader.malformed(
        said(column)
            + "is an "
            + NAME
            + " whose metadata are not readable; expected {\"shape\": [...]}");
  }

  private static String said(Field column) {
    return "the column \"" + column.getName() + "\" ";
  }
}
