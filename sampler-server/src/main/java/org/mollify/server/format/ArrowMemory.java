package org.mollify.server.format;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native memory of one body or answer in Arrow, to be closed after all its buffers. Arrow's
 * buffers need {@code --add-opens=java.base/java.nio=ALL-UNNAMED}, which the manifest of {@code
 * mollify.jar} grants; a program that embeds the server without it serves all formats but Arrow.
 */
final class ArrowMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArrowMemory.class);

  private static final boolean AVAILABLE = probe();

  private final ArrowChunks chunks;
  private final BufferAllocator allocator;

  /**
   * Memory for one body or answer.
   *
   * @param limit most bytes; beyond it an allocation fails
   * @param memory what the bytes are taken from as well
   */
  ArrowMemory(long limit, BodyMemory memory) {
    this.chunks = new ArrowChunks(memory);
    this.allocator =
        new RootAllocator(
            RootAllocator.configBuilder()
                .allocationManagerFactory(chunks)
                .maxAllocation(limit)
                .build());
  }

  /** Whether this JVM lets Arrow's buffers work. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Makes its buffers. */
  BufferAllocator allocator() {
    return allocator;
  }

  /** Frees what is left as well, and says so: it is a mistake of ours or of the library. */
  @Override
  public void close() {
    try {
      allocator.close();
    } catch (IllegalStateException e) {
      LOG.debug("what the allocator says of it", e);
    } finally {
      long left = chunks.free();
      if (left > 0) {
        LOG.warn("Arrow did not give back {} bytes of a body or answer; they are freed", left);
      }
    }
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
