package org.mollify.server.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mollify.server.config.ServerConfig.ModelEntry;

/** Writes a configuration as the YAML that it could have been read from, secrets masked. */
public final class EffectiveConfig {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EffectiveConfig() {}

  /** All keys with their values; a comment says where a value that is no default came from. */
  public static String yaml(LoadedConfig loaded) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (ConfigKey key : ConfigKey.all()) {
      int dot = key.path().indexOf('.');
      String its = dot < 0 ? "" : key.path().substring(0, dot);
      if (!its.equals(section)) {
        text.append(its).append(":\n");
        section = its;
      }
      String origin = loaded.origins().get(key.path());
      text.append(dot < 0 ? "" : "  ")
          .append(key.path().substring(dot + 1))
          .append(':')
          .append(value(key.in(loaded.config())))
          .append(origin == null ? "" : "  # " + origin)
          .append('\n');
    }
    return text.toString();
  }

  private static String value(Object value) {
    if (value == null) {
      return "";
    } else if (value instanceof List<?> list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      list.forEach(element -> add(array, element));
      return " " + array;
    } else if (value instanceof Map<?, ?> map) {
      return " " + MAPPER.valueToTree(map);
    } else if (value instanceof Duration duration) {
      return " " + DurationText.format(duration);
    } else if (value instanceof Enum<?> constant) {
      return " " + constant.name().toLowerCase(Locale.ROOT);
    } else if (value instanceof Double number && number == Math.rint(number)) {
      return " " + number.longValue();
    } else if (value instanceof Number || value instanceof Boolean || value instanceof ByteSize) {
      return " " + value;
    }
    return " " + TextNode.valueOf(value.toString());
  }

  private static void add(ArrayNode array, Object element) {
    if (element instanceof ModelEntry model && model.name() != null) {
      array.add(
          MAPPER.createObjectNode().put("path", model.path().toString()).put("name", model.name()));
    } else {
      array.add(element instanceof ModelEntry model ? model.path().toString() : element.toString());
    }
  }
}
