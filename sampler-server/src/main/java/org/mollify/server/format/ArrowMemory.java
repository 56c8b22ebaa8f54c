package org.mollify.server.format;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native memory of Arrow. Its buffers need {@code --add-opens=java.base/java.nio=ALL-UNNAMED},
 * which the manifest of {@code mollify.jar} grants; a program that embeds the server without it
 * serves all formats but Arrow.
 */
final class ArrowMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ArrowMemory.class);

  private static final boolean AVAILABLE = probe();

  private ArrowMemory() {}

  /** Whether this JVM lets Arrow's buffers work. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  /**
   * Memory for one body or answer.
   *
   * @param limit most bytes; beyond it an allocation fails
   * @return the allocator, to be closed by the caller after all its buffers
   */
  static BufferAllocator allocator(long limit) {
    return new RootAllocator(limit);
  }

  private static boolean probe() {
    try (BufferAllocator allocator = new RootAllocator(64)) {
      allocator.buffer(8).close();
      return true;
    } catch (RuntimeException | LinkageError e) {
      LOG.warn(
          "Arrow is not offered: start Java with --add-opens=java.base/java.nio=ALL-UNNAMED ({})",
          e.toString());
      return false;
    }
  }
}
