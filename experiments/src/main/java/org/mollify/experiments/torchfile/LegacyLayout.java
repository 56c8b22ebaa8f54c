package org.mollify.experiments.torchfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mollify.trainer.data.InvalidDataException;

/**
 * The format before torch 1.6: pickles of a magic number, the format's version, facts about the
 * machine, the content, and the list of storage keys; then for each key its number of elements
 * (int64) and the elements.
 */
final class LegacyLayout implements TorchFile.Layout {

  private static final String MAGIC = "0x1950a86a20f9469cfc6c";
  private static final long VERSION = 1001;

  private final Object content;
  private final Map<String, ByteBuffer> rest = new HashMap<>();
  private final String source;

  private LegacyLayout(Object content, String source) {
    this.content = content;
    this.source = source;
  }

  static LegacyLayout of(ByteBuffer file, String source) throws InvalidDataException {
    boolean pickle = file.remaining() >= 2 && Byte.toUnsignedInt(file.get(0)) == 0x80;
    if (!pickle || !MAGIC.equals(PickleMachine.run(file, source))) {
      throw new InvalidDataException(
          source + " is no file of torch.save: it begins neither as a zip nor with torch's number");
    }
    Object version = PickleMachine.run(file, source);
    if (!version.equals(VERSION)) {
      throw new InvalidDataException(
          "%s has version %s of torch's older format; %d can be read"
              .formatted(source, version instanceof Long ? version : "unknown", VERSION));
    }
    Object machine = PickleMachine.run(file, source);
    if (machine instanceof Map<?, ?> facts && Boolean.FALSE.equals(facts.get("little_endian"))) {
      throw new InvalidDataException(source + " was written on a big-endian machine");
    }
    LegacyLayout layout = new LegacyLayout(PickleMachine.run(file, source), source);
    layout.findElements(file, PickleMachine.run(file, source));
    return layout;
  }

  private void findElements(ByteBuffer file, Object keys) throws InvalidDataException {
    if (!(keys instanceof List<?> list)) {
      throw new InvalidDataException(source + " is damaged: it does not list its storages");
    }
    Map<String, StorageReference> known = new HashMap<>();
    if (content instanceof Map<?, ?> entries) {
      for (Object value : entries.values()) {
        if (value instanceof TensorReference tensor) {
          known.put(tensor.storage().key(), tensor.storage());
        }
      }
    }
    for (Object key : list) {
      StorageReference storage = key instanceof String name ? known.get(name) : null;
      if (storage == null) {
        throw new InvalidDataException(
            source + " is damaged: it lists a storage that no tensor uses");
      }
      if (file.remaining() < Long.BYTES + storage.bytes()) {
        throw new InvalidDataException(
            "%s is cut off: storage %s needs %d bytes, %d are left"
                .formatted(
                    source,
                    storage.key(),
                    storage.bytes(),
                    Math.max(0, file.remaining() - Long.BYTES)));
      }
      long count = file.getLong();
      if (count != storage.count()) {
        throw new InvalidDataException(
            "%s is damaged: storage %s has %d elements, expected %d"
                .formatted(source, storage.key(), count, storage.count()));
      }
      int bytes = (int) storage.bytes();
      rest.put(storage.key(), file.slice(file.position(), bytes).order(ByteOrder.LITTLE_ENDIAN));
      file.position(file.position() + bytes);
    }
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteBuffer elements(StorageReference storage) throws InvalidDataException {
    ByteBuffer elements = rest.get(storage.key());
    if (elements == null || elements.remaining() != storage.bytes()) {
      throw new InvalidDataException(
          "%s is damaged: it lacks storage %s".formatted(source, storage.key()));
    }
    return elements;
  }
}
