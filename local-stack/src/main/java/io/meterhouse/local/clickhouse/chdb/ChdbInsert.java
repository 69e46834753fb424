package io.meterhouse.local.clickhouse.chdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A running INSERT whose data comes in pieces. The engine copies each piece into a short queue and
 * holds the caller back when that is full. Closing it before {@link #finish} cancels it; blocks
 * that the engine had already written stay, as with any ClickHouse insert.
 */
public final class ChdbInsert implements AutoCloseable {
  private static final long APPENDED = 0;

  private final Libchdb library;
  private final MemorySegment handle;
  private final Arena arena = Arena.ofShared();
  private MemorySegment piece = MemorySegment.NULL;
  private boolean closed;

  ChdbInsert(Libchdb library, MemorySegment handle) {
    this.library = library;
    this.handle = handle;
    String error = library.text(ChdbFunction.INSERT_ERROR, handle);
    if (!error.isEmpty()) {
      close();
      throw new ChdbException(error);
    }
  }

  /**
   * Appends data.
   *
   * @return false when the engine has given up on the insert; {@link #finish} then says why
   */
  public boolean append(byte[] data, int length) {
    if (piece.byteSize() < length) {
      piece = arena.allocate(Math.max(length, data.length));
    }
    MemorySegment.copy(data, 0, piece, JAVA_BYTE, 0, length);
    return library.number(ChdbFunction.INSERT_APPEND, handle, piece, (long) length) == APPENDED;
  }

  /** Ends the data and waits until all of it is stored. */
  public ResultCounts finish() {
    try (ChdbResult result =
        new ChdbResult(library, library.pointer(ChdbFunction.INSERT_DONE, handle))) {
      return result.counts();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.run(ChdbFunction.INSERT_DESTROY, handle);
      arena.close();
    }
  }
}
