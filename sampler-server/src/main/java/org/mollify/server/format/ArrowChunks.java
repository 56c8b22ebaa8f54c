package org.mollify.server.format;

import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * The native memory behind one allocator, chunk by chunk, so that what is not given back can be
 * freed all the same: Arrow counts references, and a reader that fails half way may lose the last
 * one. One thread at a time.
 */
final class ArrowChunks implements AllocationManager.Factory {
  private static final ArrowBuf EMPTY = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);

  private final BodyMemory memory;
  private final Map<Long, Long> sizes = new HashMap<>();

  /** No chunk yet; takes each from this memory as well, until it is freed. */
  ArrowChunks(BodyMemory memory) {
    this.memory = memory;
  }

  @Override
  public AllocationManager create(BufferAllocator accounting, long size) {
    memory.take(size);
    return new Chunk(accounting, size);
  }

  @Override
  public ArrowBuf empty() {
    return EMPTY;
  }

  /**
   * Frees what is left. No buffer may be used afterwards.
   *
   * @return how many bytes that was
   */
  long free() {
    long left = sizes.values().stream().mapToLong(Long::longValue).sum();
    sizes.keySet().forEach(MemoryUtil::freeMemory);
    sizes.clear();
    memory.take(-left);
    return left;
  }

  private final class Chunk extends AllocationManager {
    private final long size;
    private final long address;

    private Chunk(BufferAllocator accounting, long size) {
      super(accounting);
      this.size = size;
      this.address = MemoryUtil.allocateMemory(size);
      sizes.put(address, size);
    }

    @Override
    public long getSize() {
      return size;
    }

    @Override
    protected long memoryAddress() {
      return address;
    }

    @Override
    protected void release0() {
      if (sizes.remove(address) != null) {
        MemoryUtil.freeMemory(address);
        memory.take(-size);
      }
    }
  }
}
