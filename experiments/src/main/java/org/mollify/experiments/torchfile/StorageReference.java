package org.mollify.experiments.torchfile;

/**
 * What a pickle says of a storage; its elements stand elsewhere in the file.
 *
 * @param key its name in the file
 * @param type type of an element
 * @param count number of elements
 */
record StorageReference(String key, StorageType type, long count) {

  /** Bytes of its elements. */
  long bytes() {
    return Math.multiplyExact(count, type.bytes());
  }
}
