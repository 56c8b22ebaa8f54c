package org.mollify.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A key of the configuration, read off the components of {@link ServerConfig}.
 *
 * @param path section and name with a dot between, such as {@code limits.maxRows}
 * @param type type of its value
 */
public record ConfigKey(String path, Type type) {
  /** What the names of environment variables begin with. */
  public static final String PREFIX = "MOLLIFY_SERVER_";

  private static final List<ConfigKey> ALL = List.copyOf(of(ServerConfig.class, ""));

  /** All keys, in the order of the records. */
  public static List<ConfigKey> all() {
    return ALL;
  }

  /**
   * The environment variable of the key: {@code limits.maxRows} is {@code
   * MOLLIFY_SERVER_LIMITS_MAX_ROWS}.
   */
  public String variable() {
    return PREFIX
        + path.replace('.', '_').replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  /** Whether a component is a section: a record of this package's configuration. */
  static boolean isSection(Class<?> type) {
    return type.isRecord() && type.getSimpleName().endsWith("Config");
  }

  /** Value of the key in a configuration. */
  Object in(ServerConfig config) {
    Object value = config;
    for (String name : path.split("\\.")) {
      value = get((Record) value, component(value.getClass(), name));
    }
    return value;
  }

  /** Keys whose values differ between two configurations. */
  public static List<String> differing(ServerConfig one, ServerConfig other) {
    return ALL.stream()
        .filter(key -> !Objects.equals(key.in(one), key.in(other)))
        .map(ConfigKey::path)
        .toList();
  }

  static <R extends Record> R replace(R record, String path, Object value) {
    int dot = path.indexOf('.');
    String name = dot < 0 ? path : path.substring(0, dot);
    RecordComponent changed = component(record.getClass(), name);
    Object inner =
        dot < 0 ? value : replace((Record) get(record, changed), path.substring(dot + 1), value);
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) record.getClass();
    return create(
        type,
        Arrays.stream(type.getRecordComponents())
            .map(c -> c.getName().equals(name) ? inner : get(record, c))
            .toArray());
  }

  /** A record of these values, in the order of its components. */
  static <R> R create(Class<R> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static Object get(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RecordComponent component(Class<?> type, String name) {
    return Arrays.stream(type.getRecordComponents())
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no key " + name));
  }

  private static List<ConfigKey> of(Class<?> type, String prefix) {
    List<ConfigKey> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + component.getName();
      if (isSection(component.getType())) {
        keys.addAll(of(component.getType(), path + "."));
      } else {
        keys.add(new ConfigKey(path, component.getGenericType()));
      }
    }
    return keys;
  }
}
