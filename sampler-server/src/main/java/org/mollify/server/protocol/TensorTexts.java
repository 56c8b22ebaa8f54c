package org.mollify.server.protocol;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Collects the elements of a tensor that is text. Four bytes of a body can be a text, and a text
 * takes many times as much: those that come again, as labels do, are held once, and memory is taken
 * for the others.
 */
final class TensorTexts {
  /** The object and its array of characters. */
  private static final int TEXT_BYTES = 56;

  /** A reference; half of it where the JVM compresses them. */
  private static final int PLACE_BYTES = 8;

  /** An entry of the map, and its place there. */
  private static final int ENTRY_BYTES = 64;

  private static final int FIRST_SIZE = 64;

  /** More labels than that are rather numbers, written as text, of which few come again. */
  private static final int MOST_SHARED = 1024;

  private final String where;
  private final ReadLimits limits;
  private final Map<String, String> shared = new HashMap<>();
  private String[] texts = new String[0];
  private int count;

  /**
   * No text yet.
   *
   * @param where the tensor, as messages name it
   */
  TensorTexts(String where, ReadLimits limits) {
    this.where = where;
    this.limits = limits;
  }

  /** Fails when so many texts are more than a column may have, or the model takes none. */
  void requireRoom(long wanted) {
    if (limits.maxTexts() == 0) {
      throw new ProblemException(
          ProblemType.ROWS, where + " is text; this model takes numbers alone");
    }
    if (wanted > limits.maxTexts()) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          where
              + " has more than "
              + limits.maxTexts()
              + " texts; send the rows in parts of at most "
              + limits.maxTexts());
    }
  }

  void add(String text) {
    requireRoom(count + 1L);
    if (count == texts.length) {
      int size = (int) Math.min(limits.maxTexts(), Math.max(FIRST_SIZE, 2L * count));
      limits.memory().replace((long) PLACE_BYTES * count, (long) PLACE_BYTES * size);
      texts = Arrays.copyOf(texts, size);
    }
    texts[count++] = held(text);
  }

  int count() {
    return count;
  }

  /** The texts so far. */
  List<String> list() {
    return Collections.unmodifiableList(Arrays.asList(texts).subList(0, count));
  }

  private String held(String text) {
    String known = shared.get(text);
    if (known != null) {
      return known;
    }
    boolean share = shared.size() < MOST_SHARED;
    limits.memory().take(TEXT_BYTES + 2L * text.length() + (share ? ENTRY_BYTES : 0));
    if (share) {
      shared.put(text, text);
    }
    return text;
  }
}
