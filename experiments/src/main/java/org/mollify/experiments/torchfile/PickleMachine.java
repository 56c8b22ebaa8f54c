package org.mollify.experiments.torchfile;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.trainer.data.InvalidDataException;

/**
 * Runs a Python pickle (protocol 2) that holds numbers, texts, tuples, lists, dictionaries and
 * tensors. Python's own reader calls whatever a pickle names; this one knows the names {@code
 * torch._utils._rebuild_tensor_v2}, {@code collections.OrderedDict} and torch's storage classes, as
 * constants, and refuses any other. It never allocates more than the pickle has bytes for.
 *
 * <p>Values are Long, Double, Boolean, String, List (tuples and lists), Map, {@link
 * StorageReference}, {@link TensorReference}, or {@link #NONE}. Instructions: {@code
 * Lib/pickletools.py} of CPython.
 */
final class PickleMachine {

  /** Python's None. */
  static final Object NONE = new Object();

  private static final Object MARK = new Object();

  /** The two functions that may be called. */
  private enum Function {
    REBUILD_TENSOR,
    ORDERED_DICT
  }

  private final ByteBuffer code;
  private final String source;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleMachine(ByteBuffer code, String source) {
    this.code = code.order(ByteOrder.LITTLE_ENDIAN);
    this.source = source;
  }

  /**
   * Runs one pickle and leaves the buffer behind its end.
   *
   * @param code the pickle, from the buffer's position on
   * @param source how to name the file in a message
   * @return the value
   * @throws InvalidDataException with one line if it is damaged, or asks for what is refused
   */
  static Object run(ByteBuffer code, String source) throws InvalidDataException {
    PickleMachine machine = new PickleMachine(code, source);
    try {
      while (true) {
        int opcode = Byte.toUnsignedInt(code.get());
        if (opcode == '.') {
          return machine.pop();
        }
        machine.step(opcode);
      }
    } catch (BufferUnderflowException e) {
      throw new InvalidDataException(source + " is cut off inside its pickle", e);
    }
  }

  private void step(int opcode) throws InvalidDataException {
    switch (opcode) {
      case 0x80 -> checkProtocol(code.get());
      case '(' -> stack.push(MARK);
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) code.getInt());
      case 'K' -> stack.push((long) Byte.toUnsignedInt(code.get()));
      case 'M' -> stack.push((long) Short.toUnsignedInt(code.getShort()));
      case 0x8a -> stack.push(longInteger());
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(code.getLong())));
      case 'X', 'T' -> stack.push(text(code.getInt()));
      case 'U' -> stack.push(text(Byte.toUnsignedInt(code.get())));
      case ')', ']' -> stack.push(new ArrayList<>());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 't' -> stack.push(toMark());
      case 0x85 -> stack.push(last(1));
      case 0x86 -> stack.push(last(2));
      case 0x87 -> stack.push(last(3));
      case 'a' -> append(last(1));
      case 'e' -> append(toMark());
      case 's' -> setItems(last(2));
      case 'u' -> setItems(toMark());
      case 'q' -> memo.put(Byte.toUnsignedInt(code.get()), top());
      case 'r' -> memo.put(code.getInt(), top());
      case 'h' -> stack.push(remembered(Byte.toUnsignedInt(code.get())));
      case 'j' -> stack.push(remembered(code.getInt()));
      case 'c' -> stack.push(global(line(), line()));
      case 'R' -> call();
      case 'b' -> setState();
      case 'Q' -> stack.push(storage(pop()));
      default ->
          throw new InvalidDataException(
              "%s holds the pickle instruction 0x%02x, which no dictionary of tensors needs; it is refused"
                  .formatted(source, opcode));
    }
  }

  private void checkProtocol(int protocol) throws InvalidDataException {
    if (protocol != 2) {
      throw new InvalidDataException(
          "%s is a pickle of protocol %d; torch.save writes 2".formatted(source, protocol));
    }
  }

  private Object longInteger() throws InvalidDataException {
    int length = Byte.toUnsignedInt(code.get());
    byte[] bytes = take(length);
    if (length > Long.BYTES) {
      // Only the magic number of the older format is that large.
      StringBuilder text = new StringBuilder("0x");
      for (int i = length - 1; i >= 0; i--) {
        text.append("%02x".formatted(bytes[i]));
      }
      return text.toString();
    }
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = i == length - 1 ? bytes[i] : value << 8 | Byte.toUnsignedLong(bytes[i]);
    }
    return value;
  }

  private String text(int length) throws InvalidDataException {
    return new String(take(length), StandardCharsets.UTF_8);
  }

  private byte[] take(int length) throws InvalidDataException {
    if (length < 0 || length > code.remaining()) {
      throw new InvalidDataException(source + " is cut off inside its pickle");
    }
    byte[] bytes = new byte[length];
    code.get(bytes);
    return bytes;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (byte next = code.get(); next != '\n'; next = code.get()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private Object global(String module, String name) throws InvalidDataException {
    if (module.equals("torch._utils") && name.equals("_rebuild_tensor_v2")) {
      return Function.REBUILD_TENSOR;
    }
    if (module.equals("collections") && name.equals("OrderedDict")) {
      return Function.ORDERED_DICT;
    }
    StorageType type = module.equals("torch") ? StorageType.ofClass(name) : null;
    if (type == null) {
      throw new InvalidDataException(
          "%s asks for %s.%s, which no dictionary of tensors needs; it is refused"
              .formatted(source, module, name));
    }
    return type;
  }

  private void call() throws InvalidDataException {
    Object arguments = pop();
    Object function = pop();
    if (!(function instanceof Function known) || !(arguments instanceof List<?> list)) {
      throw damaged("it calls what is no function");
    }
    if (known == Function.ORDERED_DICT) {
      if (!list.isEmpty()) {
        throw damaged("it makes an OrderedDict from arguments");
      }
      stack.push(new LinkedHashMap<>());
    } else {
      if (list.size() < 4) {
        throw damaged("a tensor has " + list.size() + " arguments");
      }
      stack.push(TensorReference.of(list.get(0), list.get(1), list.get(2), list.get(3), source));
    }
  }

  /** A state_dict carries version numbers in an attribute; nothing here needs them. */
  private void setState() throws InvalidDataException {
    pop();
    if (!(top() instanceof Map)) {
      throw damaged("it sets the state of what is no dictionary");
    }
  }

  private Object storage(Object id) throws InvalidDataException {
    if (id instanceof List<?> list
        && list.size() >= 5
        && "storage".equals(list.get(0))
        && list.get(1) instanceof StorageType type
        && list.get(2) instanceof String key
        && list.get(4) instanceof Long count
        && count >= 0
        && count <= Integer.MAX_VALUE) {
      if (list.size() > 5 && list.get(5) != NONE) {
        throw damaged("storage " + key + " is a view of another, as torch below 0.4 wrote it");
      }
      return new StorageReference(key, type, count);
    }
    throw damaged("it refers to what is no storage");
  }

  private void append(List<Object> items) throws InvalidDataException {
    if (!(top() instanceof List<?>)) {
      throw damaged("it appends to what is no list");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) top();
    list.addAll(items);
  }

  private void setItems(List<Object> items) throws InvalidDataException {
    if (!(top() instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw damaged("it sets items of what is no dictionary");
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> map = (Map<Object, Object>) top();
    for (int i = 0; i < items.size(); i += 2) {
      if (!(items.get(i) instanceof String key)) {
        throw damaged("a key is no text");
      }
      map.put(key, items.get(i + 1));
    }
  }

  private List<Object> toMark() throws InvalidDataException {
    List<Object> items = new ArrayList<>();
    for (Object item = pop(); item != MARK; item = pop()) {
      items.add(item);
    }
    Collections.reverse(items);
    return items;
  }

  private List<Object> last(int count) throws InvalidDataException {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return new ArrayList<>(List.of(items));
  }

  private Object remembered(int index) throws InvalidDataException {
    Object value = memo.get(index);
    if (value == null) {
      throw damaged("it recalls what it never kept");
    }
    return value;
  }

  private Object pop() throws InvalidDataException {
    if (stack.isEmpty()) {
      throw damaged("its stack is empty");
    }
    return stack.pop();
  }

  private Object top() throws InvalidDataException {
    if (stack.isEmpty()) {
      throw damaged("its stack is empty");
    }
    return stack.peek();
  }

  private InvalidDataException damaged(String reason) {
    return new InvalidDataException("%s is a damaged pickle: %s".formatted(source, reason));
  }
}
