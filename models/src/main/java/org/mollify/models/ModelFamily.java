package org.mollify.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.DataTransform;

/**
 * A named kind of model: its options and how it is built from them.
 *
 * @param <O> type of the options, a record
 * @param name registry name
 * @param family {@code flow} or {@code vae}
 * @param items what it is for
 * @param description one line for listings
 * @param defaults options where none are given
 * @param factory builds an uninitialised model
 */
public record ModelFamily<O>(
    String name,
    String family,
    Items items,
    String description,
    O defaults,
    BiFunction<DataTransform, O, ? extends DensityModel> factory) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What kind of items a model is for. */
  public enum Items {
    /** Rows of a table. */
    VECTORS,
    /** Images. */
    IMAGES,
    /** Either, by its options. */
    ANY
  }

  /**
   * Fills a partial set of options with the defaults.
   *
   * @param given options by name, possibly none
   * @return all options
   * @throws IllegalArgumentException naming an unknown option and the nearest known one, or a value
   *     of the wrong type
   */
  public JsonNode options(Map<String, ?> given) {
    ObjectNode all = JSON.valueToTree(defaults);
    for (Map.Entry<String, ?> option : given.entrySet()) {
      if (!all.has(option.getKey())) {
        throw new IllegalArgumentException(
            "model %s has no option %s%s; its options are %s"
                .formatted(
                    name,
                    option.getKey(),
                    NearestName.hint(option.getKey(), fieldNames(all)),
                    String.join(", ", fieldNames(all))));
      }
      all.set(option.getKey(), JSON.valueToTree(option.getValue()));
    }
    return JSON.valueToTree(bind(all));
  }

  private static TreeSet<String> fieldNames(JsonNode node) {
    TreeSet<String> names = new TreeSet<>();
    for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
      names.add(it.next());
    }
    return names;
  }

  /**
   * Builds an uninitialised model.
   *
   * @param transform from raw units into model space
   * @param options all options, as {@link #options} returns them
   * @return the model
   */
  public DensityModel build(DataTransform transform, JsonNode options) {
    return factory.apply(transform, bind(options));
  }

  @SuppressWarnings("unchecked")
  private O bind(JsonNode options) {
    try {
      return (O) JSON.treeToValue(options, defaults.getClass());
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause();
      throw new IllegalArgumentException(
          cause instanceof IllegalArgumentException
              ? cause.getMessage()
              : "option of model %s: %s".formatted(name, WrongValue.describe(e)),
          e);
    }
  }
}
